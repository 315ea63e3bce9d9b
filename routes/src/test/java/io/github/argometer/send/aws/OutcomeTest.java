package io.github.argometer.send.aws;

import static io.github.argometer.send.aws.Outcome.ACCEPTED;
import static io.github.argometer.send.aws.Outcome.FAILED;
import static io.github.argometer.send.aws.Outcome.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;

class OutcomeTest {

    @Test
    void isFailedWhereTheServiceItselfRefusedOrWasNeverReached() {
        assertThat(answer(400, "QueueDoesNotExist")).isEqualTo(FAILED);
        assertThat(answer(403, "AccessDenied")).isEqualTo(FAILED);
        assertThat(client(new ConnectException("refused"))).isEqualTo(FAILED);
        assertThat(client(new UnknownHostException("who"))).isEqualTo(FAILED);
        assertThat(client(new SSLHandshakeException("certificate"))).isEqualTo(FAILED);
    }

    @Test
    void isFailedWhereTheServiceWasTooBusyToTakeAnything() {
        assertThat(answer(400, "RequestThrottled")).isEqualTo(FAILED);
        assertThat(answer(429, null)).isEqualTo(FAILED);
        assertThat(answer(503, "ThrottlingException")).isEqualTo(FAILED);
        assertThat(answer(503, "SlowDown")).isEqualTo(FAILED);
    }

    @Test
    void isUnknownWhereNoAnswerTellsWhatBecameOfTheMessage() {
        assertThat(client(new SocketTimeoutException("late"))).isEqualTo(UNKNOWN);
        assertThat(Outcome.of(ApiCallTimeoutException.create(1_000))).isEqualTo(UNKNOWN);
        assertThat(Outcome.of(new IllegalStateException("?"))).isEqualTo(UNKNOWN);
    }

    @Test
    void isUnknownWhereTheServiceFailedOrAGatewayAnswered() {
        assertThat(answer(500, "InternalError")).isEqualTo(UNKNOWN);
        assertThat(answer(503, "ServiceUnavailable")).isEqualTo(UNKNOWN);
        assertThat(answer(502, null)).isEqualTo(UNKNOWN);
        assertThat(answer(408, "RequestTimeout")).isEqualTo(UNKNOWN);
        assertThat(answer(403, null)).isEqualTo(UNKNOWN);
        assertThat(answer(407, " ")).isEqualTo(UNKNOWN);
        assertThat(answer(302, null)).isEqualTo(UNKNOWN);
    }

    @Test
    void ofAnEntryOfABatchIsWhatItWouldBeOfARequestOfItsOwn() throws Exception {
        SendMessageBatchResponse response = SendMessageBatchResponse.builder()
                .successful(taken("1", "one"), taken("2", null), taken("6", "twice"), taken("77", "-"), taken("x", "-"))
                .failed(
                        failed("3", "InternalError", false),
                        failed("4", "InvalidMessageContents", true),
                        failed("5", "RequestThrottled", false),
                        failed("6", "InternalError", true))
                .build();

        List<Answer> answers = answers(new SqsBatches(null, ""), response, 7);

        assertThat(answers)
                .containsExactly(
                        Answer.NONE,
                        new Answer(ACCEPTED, "one"),
                        new Answer(UNKNOWN, "answered without a message id"),
                        new Answer(UNKNOWN, "InternalError: why"),
                        new Answer(FAILED, "InvalidMessageContents: why"),
                        new Answer(FAILED, "RequestThrottled: why"),
                        Answer.NONE);
    }

    @Test
    void ofABatchWhoseAnswerNamesNoEntryIsUnknown() throws Exception {
        assertThat(answers(new SnsBatches(null), PublishBatchResponse.builder().build(), 2))
                .containsExactly(Answer.NONE, Answer.NONE);
    }

    private static List<Answer> answers(Requests requests, Object response, int messages) throws Exception {
        Message message = new DefaultMessage(new DefaultCamelContext());
        message.setBody(response);
        return requests.answers(message, Collections.nCopies(messages, null));
    }

    private static SendMessageBatchResultEntry taken(String id, String messageId) {
        return SendMessageBatchResultEntry.builder().id(id).messageId(messageId).build();
    }

    private static BatchResultErrorEntry failed(String id, String code, boolean senderFault) {
        return BatchResultErrorEntry.builder()
                .id(id)
                .code(code)
                .message("why")
                .senderFault(senderFault)
                .build();
    }

    private static Outcome answer(int status, String code) {
        return Outcome.of(SqsException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build());
    }

    private static Outcome client(Throwable cause) {
        return Outcome.of(SdkClientException.create("x", cause));
    }
}
