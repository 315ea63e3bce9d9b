package io.github.argometer.send.aws;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.util.ObjectHelper;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.http.conn.ConnectTimeoutException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.retry.RetryUtils;
import software.amazon.awssdk.http.HttpStatusCode;

/** What is known of one attempt to send. */
public enum Outcome {
    /** The service said that it has the message. */
    ACCEPTED,
    /** The service refused the message, or was never reached. */
    FAILED,
    /** The request may have arrived, but no answer tells what became of it: the message may or may not be on its way. */
    UNKNOWN;

    private static final List<Class<? extends Throwable>> NEVER_REACHED = List.of(
            Requests.NotMade.class,
            ConnectException.class,
            ConnectTimeoutException.class,
            org.apache.hc.client5.http.ConnectTimeoutException.class,
            ConnectionRequestTimeoutException.class,
            NoRouteToHostException.class,
            UnknownHostException.class,
            SSLHandshakeException.class);

    /** The outcome's name in the send ledger. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What an attempt that ended in {@code error} amounts to. */
    public static Outcome of(Throwable error) {
        SdkServiceException answer = ObjectHelper.getException(SdkServiceException.class, error);
        if (answer != null) {
            return RetryUtils.isThrottlingException(answer) || refused(answer) ? FAILED : UNKNOWN;
        }
        HttpOperationFailedException status = ObjectHelper.getException(HttpOperationFailedException.class, error);
        if (status != null) {
            return refused(status.getStatusCode()) ? FAILED : UNKNOWN;
        }
        boolean neverReached = NEVER_REACHED.stream().anyMatch(type -> ObjectHelper.getException(type, error) != null);
        return neverReached ? FAILED : UNKNOWN;
    }

    /**
     * Whether the service itself said no: by a code of its own and a status that lays it to the request. Any other status, a
     * time-out (408) and an answer without a code may be a gateway's, behind which the service took the message.
     */
    private static boolean refused(SdkServiceException answer) {
        return refused(answer.statusCode())
                && answer instanceof AwsServiceException own
                && own.awsErrorDetails() != null
                && ObjectHelper.isNotEmpty(own.awsErrorDetails().errorCode());
    }

    private static boolean refused(int status) {
        return status / 100 == 4 && status != HttpStatusCode.REQUEST_TIMEOUT;
    }
}
