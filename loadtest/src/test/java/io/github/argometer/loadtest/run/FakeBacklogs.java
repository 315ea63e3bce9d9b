package io.github.argometer.loadtest.run;

import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.cluster.Backlogs;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A queue, a bus and a queue of dead letters that answer as they are told to. */
final class FakeBacklogs implements Backlogs {

    volatile boolean busAway;
    volatile boolean queueHangs;
    volatile boolean closed;
    /** Opens once the queue was asked while it hangs. */
    final CountDownLatch hanging = new CountDownLatch(1);

    @Override
    public Map<Trigger, Long> onBus() {
        if (busAway) {
            throw new NotReadyException("the bus does not tell", "wait");
        }
        return Map.of(new Trigger("argometer-job", "job"), 4L, new Trigger("argometer-http", "http"), 0L);
    }

    @Override
    public Map<String, Long> queued() {
        if (queueHangs) {
            hanging.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
        }
        return Map.of("argometer", 7L);
    }

    @Override
    public Map<String, Long> deadLetters() {
        return Map.of("argometer-dead", 2L, "argometer-sns-dead", 1L);
    }

    @Override
    public void close() {
        closed = true;
    }
}
