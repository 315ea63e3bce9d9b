package io.github.argometer.loadtest.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private static final Missing BUS = new Missing("no bus", "make one");
    private static final Missing POD = new Missing("no pod", "wait");

    private final List<Missing> told = new ArrayList<>();
    private final CountDownLatch cancelled = new CountDownLatch(1);

    @Test
    void waitsUntilNothingIsMissingAndTellsEachThingOnce() throws InterruptedException {
        Iterator<List<Missing>> looks = List.of(List.of(BUS, POD), List.of(BUS), List.of(POD), List.<Missing>of())
                .iterator();

        await(60).await(looks::next);

        assertThat(looks.hasNext()).isFalse();
        assertThat(told).containsExactly(BUS, POD);
    }

    @Test
    void saysAllThatIsMissingWhenTheTimeIsOver() {
        assertThatThrownBy(() -> await(0).await(() -> List.of(BUS), () -> List.of(POD)))
                .isInstanceOf(NotReadyException.class)
                .hasMessage("no bus\n  → make one\nno pod\n  → wait");
    }

    @Test
    void endsAtOnceWhenCancelled() {
        cancelled.countDown();
        assertThatThrownBy(() -> await(3_600).await(() -> List.of(BUS))).isInstanceOf(NotReadyException.class);
    }

    @Test
    void anApiThatRefusesIsSomethingMissing() {
        Readiness.Check refused = () -> {
            throw new KubernetesClientException("no", 403, null);
        };
        assertThatThrownBy(() -> await(0).await(refused))
                .isInstanceOf(NotReadyException.class)
                .hasMessage("the Kubernetes API refuses: no\n" + "  → grant this user what the message names");
    }

    private Readiness await(long seconds) {
        return new Readiness(Duration.ofSeconds(seconds), cancelled, told::add);
    }
}
