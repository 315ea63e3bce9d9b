package io.github.argometer.loadtest.cluster.aws;

import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.send.AwsName;
import io.github.argometer.send.AwsService;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Whether the queue is there, in the account that it is read in, and may be sent to; and its address. */
public final class QueueCheck {

    private final AwsClients aws;
    private String url = "";

    public QueueCheck(AwsClients aws) {
        this.aws = aws;
    }

    public List<Missing> missing() {
        AwsName queue = aws.queue().name();
        String owner = queue.account().isEmpty() ? "" : " of account " + queue.account();
        return aws.atQueue(sqs -> {
            try {
                url = String.valueOf(queue.urlAt(sqs));
                if (AwsService.url(url).isEmpty()) {
                    return List.of(new Missing(
                            "%s gives no address of queue %s"
                                    .formatted(aws.queue().where(), queue.name()),
                            "check that SQS, and no proxy, answers there"));
                }
                sendNothing(sqs);
                return List.of();
            } catch (QueueDoesNotExistException e) {
                return List.of(new Missing(
                        "there is no queue %s%s at %s"
                                .formatted(queue.name(), owner, aws.queue().where()),
                        "make it: aws sqs create-queue --region %s --queue-name %s"
                                .formatted(queue.region(), queue.name())));
            }
        });
    }

    /** An empty batch, which SQS never takes; where it says that we may not send, that is the answer. */
    private void sendNothing(SqsClient sqs) {
        try {
            sqs.sendMessageBatch(request -> request.queueUrl(url).entries(List.of()));
        } catch (SqsException e) {
            if (AwsFailure.isRefusal(e)) {
                throw e;
            }
        }
    }

    /** The address that SQS has given; "" before. */
    public String url() {
        return url;
    }
}
