package io.github.argometer.send.aws;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What the service said of one message.
 *
 * @param detail the service's own id of the message, or why it was not accepted
 */
public record Answer(Outcome outcome, String detail) {

    /** A message of a batch that the answer does not name, or names as taken and refused. */
    static final Answer NONE = new Answer(Outcome.UNKNOWN, "not in the answer");

    /** An answer without an error. Only the service knows its id of the message: without one, a proxy may have answered. */
    static Answer taken(String messageId) {
        return messageId == null || messageId.isBlank()
                ? new Answer(Outcome.UNKNOWN, "answered without a message id")
                : new Answer(Outcome.ACCEPTED, messageId);
    }

    /** An error with one message of a batch, which means what it would mean as the answer to a request of its own. */
    static Answer refused(String code, String message, Boolean senderFault) {
        Outcome outcome = Outcome.of(AwsServiceException.builder()
                .statusCode(Boolean.TRUE.equals(senderFault) ? 400 : 500)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build());
        return new Answer(outcome, code + ": " + message);
    }

    /** The answers to the messages of one request, found by the ids of its entries: their places in it. */
    static final class Batch {

        private final Map<String, Answer> answers = new HashMap<>();

        /** Takes what is said of the entry {@code id}. */
        void add(String id, Answer answer) {
            answers.merge(id, answer, (one, other) -> NONE);
        }

        /** One answer to each of {@code messages}; unknown where nothing was said of it, or one thing and another. */
        List<Answer> inOrder(int messages) {
            return IntStream.range(0, messages)
                    .mapToObj(place -> answers.getOrDefault(String.valueOf(place), NONE))
                    .toList();
        }
    }
}
