package io.github.argometer.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.argometer.TestEvents;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
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

    private static CompletableFuture<Void> commit(GroupCommit rows, String eventId) {
        EventRecord row = ArgoEvent.fromArgument(
                TestEvents.event(eventId).context("type", "sqs").argument(), Instant.EPOCH, Instant.EPOCH);
        return CompletableFuture.runAsync(() -> {
            try {
                rows.commit(row, System.nanoTime() + MINUTE);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }
}
