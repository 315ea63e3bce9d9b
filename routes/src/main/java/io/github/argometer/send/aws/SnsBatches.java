package io.github.argometer.send.aws;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Message;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;

/** Up to ten messages a request to a topic, each with its own attributes; an entry's id is its place. */
public record SnsBatches(Contents contents) implements Requests {

    @Override
    public void fill(Message message, List<Attempt> attempts) {
        List<PublishBatchRequestEntry> entries = new ArrayList<>();
        for (Attempt attempt : attempts) {
            entries.add(PublishBatchRequestEntry.builder()
                    .id(String.valueOf(entries.size()))
                    .message(contents.body(attempt))
                    .messageAttributes(contents.attributes(attempt, text -> MessageAttributeValue.builder()
                            .dataType("String")
                            .stringValue(text)
                            .build()))
                    .build());
        }
        message.setBody(entries);
    }

    @Override
    public List<Answer> answers(Message message, List<Attempt> attempts) {
        Answer.Batch answers = new Answer.Batch();
        PublishBatchResponse response = message.getBody(PublishBatchResponse.class);
        response.successful().forEach(entry -> answers.add(entry.id(), Answer.taken(entry.messageId())));
        response.failed()
                .forEach(entry ->
                        answers.add(entry.id(), Answer.refused(entry.code(), entry.message(), entry.senderFault())));
        return answers.inOrder(attempts.size());
    }
}
