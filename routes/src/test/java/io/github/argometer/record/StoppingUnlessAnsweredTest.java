package io.github.argometer.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.TestDatabase;
import io.github.argometer.failure.Failures;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.main.Main;
import org.apache.camel.support.http.HttpUtil;
import org.junit.jupiter.api.Test;

class StoppingUnlessAnsweredTest {

    /** As happens to a request that waits for a thread while the recorder is told to end. */
    @Test
    void answers503ToARequestThatCameInBeforeTheRouteWasStopped() throws Exception {
        Main ending = new Main();
        ending.addOverrideProperty("record.http.enabled", "true");
        ending.addOverrideProperty("http.port", String.valueOf(TestDatabase.freePort()));
        ending.configure().addRoutesBuilder(HttpEntry.class, RecordEvent.class, Failures.class);
        ending.start();
        try {
            CamelContext camel = ending.getCamelContext();
            Consumer entry = camel.getRoute("record-http").getConsumer();
            camel.getRouteController().stopRoute("record-http");
            Exchange waited = entry.getEndpoint().createExchange();
            entry.getProcessor().process(waited);
            assertThat(waited.getException()).isInstanceOf(RejectedExecutionException.class);
            assertThat(HttpUtil.determineResponseCode(waited, null)).isEqualTo(503);
        } finally {
            ending.stop();
        }
    }
}
