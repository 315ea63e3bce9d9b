package io.github.argometer.send.aws;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/**
 * Up to ten messages a request to a queue, each with its own attributes; an entry's id is its place.
 *
 * @param queueUrl of the queue
 */
public record SqsBatches(Contents contents, String queueUrl) implements Requests {

    @Override
    public void fill(Message message, List<Attempt> attempts) {
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
        for (Attempt attempt : attempts) {
            entries.add(SendMessageBatchRequestEntry.builder()
                    .id(String.valueOf(entries.size()))
                    .messageBody(contents.body(attempt))
                    .messageAttributes(contents.attributes(attempt, text -> MessageAttributeValue.builder()
                            .dataType("String")
                            .stringValue(text)
                            .build()))
                    .build());
        }
        message.setBody(SendMessageBatchRequest.builder()
                .queueUrl(queueUrl)
                .entries(entries)
                .build());
    }

    @Override
    public List<Answer> answers(Message message, List<Attempt> attempts) {
        Answer.Batch answers = new Answer.Batch();
        SendMessageBatchResponse response = message.getBody(SendMessageBatchResponse.class);
        response.successful().forEach(entry -> answers.add(entry.id(), Answer.taken(entry.messageId())));
        response.failed()
                .forEach(entry ->
                        answers.add(entry.id(), Answer.refused(entry.code(), entry.message(), entry.senderFault())));
        return answers.inOrder(attempts.size());
    }
}
