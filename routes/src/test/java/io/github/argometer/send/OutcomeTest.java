package io.github.argometer.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

class OutcomeTest {

    @Test
    void isFailedWhereTheServiceAnsweredOrWasNeverReached() {
        assertThat(Outcome.of(QueueDoesNotExistException.builder().message("no").build()))
                .isEqualTo(Outcome.FAILED);
        assertThat(Outcome.of(SdkClientException.create("x", new ConnectException("refused"))))
                .isEqualTo(Outcome.FAILED);
        assertThat(Outcome.of(SdkClientException.create("x", new UnknownHostException("who"))))
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void isUnknownWhereNoAnswerCame() {
        assertThat(Outcome.of(SdkClientException.create("x", new SocketTimeoutException("late"))))
                .isEqualTo(Outcome.UNKNOWN);
        assertThat(Outcome.of(ApiCallTimeoutException.create(1_000))).isEqualTo(Outcome.UNKNOWN);
        assertThat(Outcome.of(new IllegalStateException("?"))).isEqualTo(Outcome.UNKNOWN);
    }
}
