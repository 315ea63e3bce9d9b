package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.loadtest.Reason;
import io.github.argometer.loadtest.cluster.aws.AwsFailure;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import java.util.Optional;
import org.apache.camel.util.ObjectHelper;
import software.amazon.awssdk.core.exception.SdkException;

/** Why something failed that asks cluster and AWS, for people: in one line, and without a class's name. */
public final class FailureReason {

    private FailureReason() {}

    /** What {@code thrown} says, or the failure of file, cluster or AWS that it wraps, which names what it is about. */
    public static String line(Throwable thrown) {
        return Reason.file(thrown)
                .or(() -> Optional.ofNullable(ObjectHelper.getException(KubernetesClientException.class, thrown))
                        .map(e -> Kubernetes.failure(e).what()))
                .or(() -> Optional.ofNullable(ObjectHelper.getException(SdkException.class, thrown))
                        .map(e -> AwsFailure.of(e).what()))
                .orElseGet(() -> Reason.own(thrown));
    }
}
