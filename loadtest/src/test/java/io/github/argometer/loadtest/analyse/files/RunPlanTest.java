package io.github.argometer.loadtest.analyse.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.Configuration;
import io.github.argometer.plan.Flow;
import io.github.argometer.plan.PlanReader;
import io.github.argometer.plan.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan is read as its sender wrote it. */
class RunPlanTest {

    @TempDir
    private Path folder;

    @Test
    void onesOwnMessagesHaveAFlowForEachTriggerThatListens() throws IOException {
        RunPlan plan = written("""
                messages: 30
                arrival: {kind: constant, rate: 100}
                channels:
                  orders: {event: shop/orders, endpoint: 'http://localhost:12000/x', mark: header, triggers: [notify, box/archive, bell]}
                  invoices: {event: shop/bills, endpoint: 'http://localhost:12001/x', mark: header}
                payloads:
                  - {name: order, text: 'an order', weight: 2, expect: {orders: [notify, box/archive], invoices: [print]}}
                  - {text: 'a memo', expect: {orders: [box/archive]}}
                """);

        assertThat(plan.channels())
                .containsExactly("invoices/print", "orders/bell", "orders/box/archive", "orders/notify");
        assertThat(plan.sentTo()).containsExactly("invoices", "orders");
        assertThat(plan.expected())
                .isEqualTo(Map.of(
                        "invoices/print", 20L, "orders/bell", 0L, "orders/box/archive", 30L, "orders/notify", 20L));
        assertThat(plan.payloads())
                .extracting(payload -> payload.fires(Flow.of("orders/notify")))
                .containsExactly(true, false);
        assertThat(plan.payloads())
                .extracting(payload -> payload.fires(Flow.of("orders/box/archive")))
                .containsExactly(true, true);
    }

    @Test
    void aPlanForTheShippedChannelsHasAFlowAChannel() throws IOException {
        RunPlan plan = written("{messages: 12}");

        assertThat(plan.channels()).containsExactly("sqs", "sns");
        assertThat(plan.payloads())
                .extracting(payload -> payload.fires(Flow.of("sns")))
                .containsExactly(false, false, true, false, false, true);
        assertThat(plan.texts()).containsExactly("hello world");
        assertThat(plan.expected()).isEqualTo(Map.of("sqs", 2L, "sns", 4L));
    }

    private RunPlan written(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("plan.yaml"), yaml);
        Configuration configuration = Configuration.of(Map.of("send.plan", file.toString()), name -> null);
        Path run =
                new RunFolder(folder).open(PlanReader.plan(configuration.settings(), Clock.systemUTC()), Instant.EPOCH);
        return RunPlan.read(run.resolve("plan.json"));
    }
}
