package io.github.argometer.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultProducerTemplate;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private static final long MINUTE = 60_000_000_000L;

    @Test
    void answersWhatStillWaitsWhenItEnds() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:record").errorHandler(noErrorHandler()).process(exchange -> {
                        begun.countDown();
                        new CountDownLatch(1).await();
                    });
                }
            });
            context.start();
            GroupCommit rows = new GroupCommit(context, 1);
            rows.start();
            CompletableFuture<Void> underWay = commit(rows, "under-way");
            begun.await();
            CompletableFuture<Void> waiting = commit(rows, "waiting");

            rows.stop();

            for (CompletableFuture<Void> refused : List.of(underWay, waiting, commit(rows, "late"))) {
                assertThat(RecordFailure.of(catchThrowable(refused::join))).isEqualTo(RecordFailure.STOPPING);
            }
        }
    }

    /** An Error in the thread that writes, where Camel catches none. */
    @Test
    void goesOnAfterAnErrorAndAnswersWhoMetIt() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext() {
            @Override
            public ProducerTemplate createProducerTemplate() {
                return failingOnce(this);
            }
        }) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:record").routeId("record").to("log:recorded?level=DEBUG");
                }
            });
            context.start();
            GroupCommit rows = new GroupCommit(context, 1);
            rows.start();
            assertThat(catchThrowable(commit(rows, "first")::join)).hasRootCauseInstanceOf(OutOfMemoryError.class);
            assertThat(commit(rows, "second")).succeedsWithin(Duration.ofSeconds(10));
            assertThat(rows.isWriting()).isTrue();
            rows.stop();
            await().until(() -> !rows.isWriting());
        }
    }

    private static ProducerTemplate failingOnce(CamelContext context) {
        AtomicBoolean first = new AtomicBoolean(true);
        DefaultProducerTemplate template = new DefaultProducerTemplate(context) {
            @Override
            public void sendBody(String uri, Object body) {
                if (first.getAndSet(false)) {
                    throw new OutOfMemoryError("injected");
                }
                super.sendBody(uri, body);
            }
        };
        template.start();
        return template;
    }

    @Test
    void refusesARowWhoseTimeIsOverBeforeItIsWritten() {
        GroupCommit rows = new GroupCommit(new DefaultCamelContext(), 1);
        assertThatThrownBy(() -> rows.commit(row("late"), System.nanoTime() - 1))
                .isInstanceOf(TimeoutException.class)
                .satisfies(late -> assertThat(RecordFailure.of(late)).isEqualTo(RecordFailure.DATABASE_UNAVAILABLE));
    }

    private static EventRecord[] row(String eventId) {
        return ArgoEvent.fromArguments(
                List.of(TestEvents.event(eventId).context("type", "sqs").argument()), "", Instant.EPOCH, Instant.EPOCH);
    }

    private static CompletableFuture<Void> commit(GroupCommit rows, String eventId) {
        EventRecord[] row = row(eventId);
        return CompletableFuture.runAsync(() -> {
            try {
                rows.commit(row, System.nanoTime() + MINUTE);
            } catch (Throwable e) {
                throw new CompletionException(e);
            }
        });
    }
}
