package io.github.argometer.loadtest.cluster.aws;

import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.camel.util.ObjectHelper;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What went wrong while AWS was asked, in a short line: it does not answer, it refuses the credentials, or it fails. */
public final class AwsFailure {

    private static final int LONGEST = 200;
    /** In the codes with which SQS and SNS refuse, beside the status 401 or 403. */
    private static final Pattern REFUSAL = Pattern.compile("AccessDenied|AccessKeyId|AuthenticationToken|Authorization"
            + "|ClientTokenId|ExpiredToken|InvalidSecurity|OptInRequired|Signature|UnrecognizedClient");

    private AwsFailure() {}

    /** What {@code e}, met while sending, says is missing. */
    public static Missing of(SdkException e) {
        return of("SQS or SNS", DefaultCredentials.chain() + "; or the Secrets of the EventSources", e);
    }

    /** What {@code e}, met while {@code target} was asked, says is missing. */
    static Missing of(AwsTarget target, SdkException e) {
        return of(target.where(), target.keysFrom(), e);
    }

    private static Missing of(String where, String keysFrom, SdkException e) {
        String endpoint =
                "check region and endpoint: those of the EventSource, and the settings aws.*, sqs.* and sns.*";
        if (!(e instanceof AwsServiceException refused)) {
            IOException io = ObjectHelper.getException(IOException.class, e);
            return new Missing(
                    io == null
                            ? "%s fails: %s".formatted(where, brief(e.getMessage()))
                            : "%s does not answer: %s".formatted(where, brief(Kubernetes.reason(io))),
                    endpoint);
        }
        String message = refused.awsErrorDetails() == null
                ? ""
                : brief(refused.awsErrorDetails().errorMessage());
        String what = message.isEmpty() ? code(refused) : code(refused) + ": " + message;
        return isRefusal(refused)
                ? new Missing("%s refuses the credentials: %s".formatted(where, what), "they come from " + keysFrom)
                : new Missing("%s fails: %s".formatted(where, what), endpoint);
    }

    /** Whether {@code e} says that these credentials may not do it. */
    static boolean isRefusal(AwsServiceException e) {
        return REFUSAL.matcher(code(e)).find() || e.statusCode() == 401 || e.statusCode() == 403;
    }

    private static String code(AwsServiceException e) {
        return e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
                ? "status " + e.statusCode()
                : e.awsErrorDetails().errorCode();
    }

    /** The first line of {@code text}, and not too much of it. */
    static String brief(String text) {
        String line =
                text == null ? "" : text.strip().lines().findFirst().orElse("").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }
}
