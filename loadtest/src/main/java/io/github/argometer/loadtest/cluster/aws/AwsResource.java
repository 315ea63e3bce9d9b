package io.github.argometer.loadtest.cluster.aws;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.send.aws.AwsName;
import java.util.List;

/** What a run sends to, as AWS has it. */
public sealed interface AwsResource extends AutoCloseable permits SqsQueue, SnsTopic {

    /** The queue or topic that {@code target} is, whose source is in the cluster of {@code client}; nothing is asked yet. */
    static AwsResource of(AwsTarget target, KubernetesClient client) {
        return target.source().isQueue() ? new SqsQueue(target) : new SnsTopic(target, client);
    }

    /** What is missing before its source takes what is sent. */
    List<Missing> missing();

    /**
     * Where goes what it gives up, or null where there is no such queue.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException where it is not there, or may not be asked
     */
    AwsName deadLetterQueue();

    @Override
    void close();
}
