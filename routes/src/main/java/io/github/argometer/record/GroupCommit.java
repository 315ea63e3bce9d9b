package io.github.argometer.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.service.ServiceSupport;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Commits rows together: while one insert is under way, those that come in wait and go with the next, in one statement and
 * one transaction, as databases themselves share a flush of their log (DeWitt et al., Implementation Techniques for Main
 * Memory Database Systems, SIGMOD 1984). A row that comes alone waits for nobody. Each caller gets its own row's outcome:
 * where a group is refused for what is in a row, or for a deadlock, its rows go one by one.
 *
 * <p>A caller waits until its deadline. What still waits then is dropped. What is in an insert under way may become a row
 * all the same, so it is remembered: the event's next delivery is that one come again, and is not counted besides.
 */
public final class GroupCommit extends ServiceSupport {

    private static final class Waiting extends CompletableFuture<Void> {
        private final EventRecord row;

        Waiting(EventRecord row) {
            this.row = row;
        }
    }

    /** Far more than can come in while a database hangs. */
    private static final int REMEMBERED = 100_000;

    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Map<String, Waiting> unanswered = new LinkedHashMap<>();
    private final AtomicInteger writing = new AtomicInteger();
    private final CamelContext context;
    private final int writers;
    private ProducerTemplate template;
    private ExecutorService threads;
    private volatile boolean stopped;

    /** Writes through {@code direct:record} of {@code context}, with at most {@code writers} inserts at once. */
    public GroupCommit(CamelContext context, int writers) {
        this.context = context;
        this.writers = writers;
    }

    /**
     * Returns when {@code row} is committed, or throws what kept it from that.
     *
     * @param deadline by {@link System#nanoTime()}, when the caller is told that the row is not there
     */
    public void commit(@Body EventRecord row, @ExchangeProperty("deadline") long deadline) throws Exception {
        Waiting before = remembered(row);
        if (before != null && isThere(before, deadline)) {
            return;
        }
        Waiting waiting = new Waiting(row);
        if (deadline <= System.nanoTime()) {
            throw late();
        }
        queue.add(waiting);
        if (stopped) {
            refuse();
        }
        await(waiting, deadline);
    }

    /** Whether all threads that write are there. */
    boolean isWriting() {
        return writing.get() == writers;
    }

    /** Whether the insert of an earlier delivery, whose caller was told that it failed, has made the row after all. */
    private boolean isThere(Waiting before, long deadline) throws TimeoutException, InterruptedException {
        try {
            await(before, deadline);
            return true;
        } catch (TimeoutException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return false;
        }
    }

    private void await(Waiting waiting, long deadline) throws Exception {
        try {
            waiting.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            if (!queue.remove(waiting)) {
                remember(waiting);
            }
            throw late();
        }
    }

    private static TimeoutException late() {
        return new TimeoutException("the database does not answer in time");
    }

    private synchronized void remember(Waiting waiting) {
        unanswered.put(waiting.row.eventId(), waiting);
        if (unanswered.size() > REMEMBERED) {
            unanswered.remove(unanswered.keySet().iterator().next());
        }
    }

    private synchronized Waiting remembered(EventRecord row) {
        return unanswered.remove(row.eventId());
    }

    @Override
    protected void doStart() {
        template = context.createProducerTemplate();
        threads = context.getExecutorServiceManager().newFixedThreadPool(this, "commit", writers);
        for (int i = 0; i < writers; i++) {
            writing.incrementAndGet();
            threads.execute(() -> {
                try {
                    write();
                } finally {
                    writing.decrementAndGet();
                }
            });
        }
    }

    @Override
    protected void doStop() {
        stopped = true;
        context.getExecutorServiceManager().shutdownNow(threads);
        refuse();
        template.stop();
    }

    /** Nobody waits for what no thread will write: a forced end does not wait for the routes. */
    private void refuse() {
        for (Waiting waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            waiting.completeExceptionally(new RejectedExecutionException("the recorder ends"));
        }
    }

    private void write() {
        while (!stopped) {
            List<Waiting> group = new ArrayList<>();
            try {
                group.add(queue.take());
                queue.drainTo(group);
                insert(group);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // stopped
                return;
            } catch (Throwable e) {
                // Out of memory, it may be: whoever comes next must find a writer.
                group.forEach(waiting -> waiting.completeExceptionally(e));
            }
        }
    }

    private void insert(List<Waiting> group) {
        try {
            template.sendBody(
                    "direct:record", group.stream().map(waiting -> waiting.row).toArray(EventRecord[]::new));
            group.forEach(waiting -> waiting.complete(null));
        } catch (RuntimeException e) {
            if (group.size() > 1 && mayBeOneRowsFault(e)) {
                group.forEach(waiting -> insert(List.of(waiting)));
            } else {
                group.forEach(waiting -> waiting.completeExceptionally(e));
            }
        }
    }

    /** Only where the server surely took none of them: a row that is tried again after it was committed would count twice. */
    private static boolean mayBeOneRowsFault(Throwable e) {
        return RecordFailure.has(e, DataIntegrityViolationException.class)
                || RecordFailure.has(e, ConcurrencyFailureException.class);
    }
}
