package io.github.argometer.record;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.service.ServiceSupport;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Commits rows together: while one insert is under way, those that come in wait and go with the next, in one statement and
 * one transaction, as databases themselves share a flush of their log (DeWitt et al., Implementation Techniques for Main
 * Memory Database Systems, SIGMOD 1984). A row that comes alone waits for nobody. Each caller gets its own row's outcome:
 * where a group is refused for what is in a row, or for a deadlock, its rows go one by one.
 */
public final class GroupCommit extends ServiceSupport {

    private static final class Waiting extends CompletableFuture<Void> {
        private final EventRecord row;

        Waiting(EventRecord row) {
            this.row = row;
        }
    }

    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
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

    /** Returns when {@code row} is committed, or throws what kept it from that. */
    public void commit(EventRecord row) throws Exception {
        Waiting waiting = new Waiting(row);
        queue.add(waiting);
        if (stopped) {
            refuse();
        }
        try {
            waiting.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    protected void doStart() {
        template = context.createProducerTemplate();
        threads = context.getExecutorServiceManager().newFixedThreadPool(this, "commit", writers);
        for (int i = 0; i < writers; i++) {
            threads.execute(this::write);
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
        try {
            while (true) {
                List<Waiting> group = new ArrayList<>();
                group.add(queue.take());
                queue.drainTo(group);
                insert(group);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // stopped
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
