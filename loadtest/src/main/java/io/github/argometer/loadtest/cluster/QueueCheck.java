package io.github.argometer.loadtest.cluster;

import io.github.argometer.send.AwsName;
import io.github.argometer.send.AwsService;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** Whether the queue is there, in the account that it is read in; and its address, to which is sent too. */
final class QueueCheck implements AwaitReady.Check {

    private final AwsClients aws;
    private String url = "";

    QueueCheck(AwsClients aws) {
        this.aws = aws;
    }

    @Override
    public List<Missing> missing() {
        AwsName queue = aws.queue().name();
        String owner = queue.account().isEmpty() ? "" : " of account " + queue.account();
        return aws.atQueue(sqs -> {
            try {
                url = String.valueOf(queue.urlAt(sqs));
                return AwsService.url(url).isPresent()
                        ? List.of()
                        : List.of(new Missing(
                                "%s gives no address of queue %s"
                                        .formatted(aws.queue().where(), queue.name()),
                                "check that SQS, and no proxy, answers there"));
            } catch (QueueDoesNotExistException e) {
                return List.of(new Missing(
                        "there is no queue %s%s at %s"
                                .formatted(queue.name(), owner, aws.queue().where()),
                        "make it: aws sqs create-queue --region %s --queue-name %s"
                                .formatted(queue.region(), queue.name())));
            }
        });
    }

    /** The address that SQS has given; "" before. */
    String url() {
        return url;
    }
}
