package io.github.argometer.record;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
import java.util.function.BinaryOperator;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.sql.SqlConstants;
import org.apache.camel.support.service.ServiceSupport;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Commits rows together: while one insert is under way, those that come in wait and go with the next, in one statement and
 * one transaction, as databases themselves share a flush of their log (DeWitt et al., Implementation Techniques for Main
 * Memory Database Systems, SIGMOD 1984). A single caller waits for nobody. The rows of a caller are
 * all committed or none is, and each caller gets the outcome of its own: where a group is refused for what is in a row, or for a
 * deadlock, its callers' rows go one caller after the other.
 *
 * <p>A caller waits until its deadline. What still waits then is dropped. What is in an insert under way may become a row
 * all the same, and so may what is in one whose answer never came, so it is remembered: the event's next delivery is that one
 * come again, and is not counted besides.
 */
public final class GroupCommit extends ServiceSupport {

    /** What became of a row whose caller was told that it is not there; the last that is true of any delivery counts. */
    private enum Fate {
        NOT_THERE,
        UNKNOWN,
        THERE
    }

    /**
     * The rows of one caller.
     *
     * @param again whether one of them may be there already by the delivery that this one repeats; then none that is there is
     *     counted once more
     */
    private record Waiting(List<EventRecord> rows, boolean again, CompletableFuture<Void> done) {

        /** Holds neither rows nor error. */
        private CompletableFuture<Fate> fate() {
            return done.handle((nothing, error) -> {
                if (error == null) {
                    return Fate.THERE;
                }
                return !again && RecordFailure.isSurelyNoRow(error) ? Fate.NOT_THERE : Fate.UNKNOWN;
            });
        }
    }

    /** Far more than can come in while a database hangs. */
    private static final int REMEMBERED = 100_000;

    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();

    /** By a row's key. */
    private final Map<String, CompletableFuture<Fate>> unanswered = new LinkedHashMap<>();

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
     * Returns when {@code rows} are committed, or throws what kept all of them from that.
     *
     * @param rows of different keys
     * @param deadline by {@link System#nanoTime()}, when the caller is told that the rows are not there
     */
    public void commit(@Body EventRecord[] rows, @ExchangeProperty("deadline") long deadline) throws Exception {
        if (deadline <= System.nanoTime()) {
            throw late();
        }
        Map<String, CompletableFuture<Fate>> before = before(rows);
        try {
            commit(rows, before, deadline);
        } catch (Exception e) {
            before.forEach(this::remember);
            throw e;
        }
    }

    private void commit(EventRecord[] rows, Map<String, CompletableFuture<Fate>> before, long deadline)
            throws Exception {
        List<EventRecord> missing = new ArrayList<>(rows.length);
        boolean again = false;
        for (EventRecord row : rows) {
            Fate fate = before.isEmpty() ? Fate.NOT_THERE : fate(before.get(row.key()), deadline);
            again |= fate == Fate.UNKNOWN;
            if (fate != Fate.THERE) {
                missing.add(row);
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        Waiting waiting = new Waiting(missing, again, new CompletableFuture<>());
        try {
            await(waiting, deadline);
        } catch (Exception e) {
            CompletableFuture<Fate> fate = waiting.fate();
            missing.forEach(row -> remember(row.key(), fate));
            throw e;
        }
    }

    /** Whether all threads that write are there. */
    boolean isWriting() {
        return writing.get() == writers;
    }

    /** What became of earlier deliveries whose callers were told that they failed; from now on nobody else is told so. */
    private synchronized Map<String, CompletableFuture<Fate>> before(EventRecord[] rows) {
        Map<String, CompletableFuture<Fate>> before = new HashMap<>();
        for (EventRecord row : rows) {
            CompletableFuture<Fate> fate = unanswered.remove(row.key());
            if (fate != null) {
                before.put(row.key(), fate);
            }
        }
        return before;
    }

    private static Fate fate(CompletableFuture<Fate> fate, long deadline) throws Exception {
        try {
            return fate == null ? Fate.NOT_THERE : fate.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw late();
        }
    }

    private void await(Waiting waiting, long deadline) throws Exception {
        queue.add(waiting);
        if (stopped) {
            refuse();
        }
        try {
            waiting.done.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            if (queue.remove(waiting)) {
                waiting.done.completeExceptionally(e); // nobody will write it
            }
            throw late();
        }
    }

    private static TimeoutException late() {
        return new TimeoutException("the database does not answer in time");
    }

    /** Until the row's next delivery, unless it turns out not to be there. */
    private synchronized void remember(String key, CompletableFuture<Fate> fate) {
        CompletableFuture<Fate> kept = unanswered.merge(
                key, fate, (one, other) -> one.thenCombine(other, BinaryOperator.maxBy(Comparator.naturalOrder())));
        if (unanswered.size() > REMEMBERED) {
            unanswered.remove(unanswered.keySet().iterator().next());
        }
        kept.thenAccept(known -> {
            if (known == Fate.NOT_THERE) {
                forget(key, kept);
            }
        });
    }

    private synchronized void forget(String key, CompletableFuture<Fate> fate) {
        unanswered.remove(key, fate);
    }

    /** How many rows are remembered. */
    synchronized int remembered() {
        return unanswered.size();
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
            waiting.done.completeExceptionally(new RejectedExecutionException("the recorder ends"));
        }
    }

    private void write() {
        while (!stopped) {
            List<Waiting> group = new ArrayList<>();
            try {
                group.add(queue.take());
                queue.drainTo(group);
                insert(group.stream().filter(Waiting::again).toList());
                insert(group.stream().filter(waiting -> !waiting.again).toList());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // stopped
                return;
            } catch (Throwable e) {
                // Out of memory, it may be: the next caller must find a writer.
                group.forEach(waiting -> waiting.done.completeExceptionally(e));
            }
        }
    }

    /** Writes rows of which all may be there already, or all are deliveries of their own. */
    private void insert(List<Waiting> group) {
        if (group.isEmpty()) {
            return;
        }
        EventRecord[] rows =
                group.stream().map(Waiting::rows).flatMap(List::stream).toArray(EventRecord[]::new);
        try {
            if (group.get(0).again) {
                template.sendBodyAndHeader("direct:record", rows, SqlConstants.SQL_QUERY, RecordEvent.INSERT_AGAIN);
            } else {
                template.sendBody("direct:record", rows);
            }
            group.forEach(waiting -> waiting.done.complete(null));
        } catch (RuntimeException e) {
            if (group.size() > 1 && mayBeOneRowsFault(e)) {
                group.forEach(waiting -> insert(List.of(waiting)));
            } else {
                group.forEach(waiting -> waiting.done.completeExceptionally(e));
            }
        }
    }

    /** Only where the server surely took none of them: a row that is tried again after it was committed would count twice. */
    private static boolean mayBeOneRowsFault(Throwable e) {
        return RecordFailure.has(e, DataIntegrityViolationException.class)
                || RecordFailure.has(e, ConcurrencyFailureException.class);
    }
}
