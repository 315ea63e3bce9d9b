package io.github.argometer.measure;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.camel.Body;

/**
 * Takes every row of the table into the histograms once, though rows are committed in another order than that of their Ids: an
 * insert has its Id before it is committed. Rows are read in the order of Ids; as long as one with a lower Id may still come,
 * those that are known are counted against those that are there, and read again where some are not known. For one thread.
 */
final class RecordedRows {

    /** Rows that are read at once. */
    static final int PAGE = 5_000;

    /** By then every insert with a lower Id has ended, this way or that: InnoDB's wait for a lock is 50 s. */
    private static final long SETTLED_S = 120;

    private record Mark(long at, long id) {}

    private final DelayHistograms histograms;
    private final Set<String> hops;
    private final LongSupplier nanoTime;
    private final Deque<Mark> marks = new ArrayDeque<>();

    /** All rows up to this Id are known or will never be. */
    private long floor;
    /** The highest Id that was read. */
    private long top;
    /** By Id less {@link #floor}: the rows above it that are known. */
    private BitSet known = new BitSet();

    private long from;
    private boolean more;
    private boolean first = true;

    /**
     * @param histograms gets each row's delay and hops
     * @param hops the hops that a row may have, each a column of that name
     * @param nanoTime as {@link System#nanoTime()}
     */
    RecordedRows(DelayHistograms histograms, Set<String> hops, LongSupplier nanoTime) {
        this.histograms = histograms;
        this.hops = hops;
        this.nanoTime = nanoTime;
    }

    /** Begins a look at the table. */
    void begin() {
        readFrom(top);
    }

    /** Whether rows are left to be read. */
    boolean hasMore() {
        return more;
    }

    /** Rows above this Id come next. */
    long from() {
        return from;
    }

    /** Rows up to this Id are settled. */
    long floor() {
        return floor;
    }

    /** The highest Id that was read. */
    long top() {
        return top;
    }

    /** Takes the rows above {@link #from()}, in the order of their Ids: a full page, or all that are left. */
    void take(@Body List<Map<String, Object>> page) {
        for (Map<String, Object> row : page) {
            long id = number(row, "Id");
            if (!isKnown(id)) {
                add(row);
            }
            // What had been committed long ago when this process began is not kept in mind one by one.
            if (first && number(row, "Age") >= SETTLED_S) {
                settle(id);
            }
            remember(id);
            from = id;
        }
        more = page.size() == PAGE;
    }

    /**
     * Whether rows must be read again: some are not known, or the newest one is gone and all starts over.
     *
     * @param there {@code Highest}: the highest Id, null in an empty table; {@code Known}: rows from floor to top
     */
    boolean lacks(@Body Map<String, Object> there) {
        Number highest = (Number) there.get("Highest");
        if (highest == null ? top > 0 : highest.longValue() < top) {
            histograms.clear();
            marks.clear();
            known.clear();
            floor = 0;
            top = 0;
            first = true;
            readFrom(0);
        } else if (number(there, "Known") != known.cardinality()) {
            readFrom(floor);
        }
        return more;
    }

    /** Ends a look at the table: what was taken is seen. */
    void publish() {
        first = false;
        long now = nanoTime.getAsLong();
        marks.add(new Mark(now, top));
        while (now - marks.element().at >= TimeUnit.SECONDS.toNanos(SETTLED_S)) {
            settle(marks.remove().id);
        }
        histograms.publish();
    }

    private void add(Map<String, Object> row) {
        String type = (String) row.get("EventType");
        histograms.addDelay(type, number(row, "Delay"));
        for (String hop : hops) {
            if (row.get(hop) != null) {
                histograms.addHop(type, hop, number(row, hop));
            }
        }
    }

    private void readFrom(long id) {
        from = id;
        more = true;
    }

    private boolean isKnown(long id) {
        return id <= floor || known.get((int) (id - floor));
    }

    private void remember(long id) {
        if (id - floor >= Integer.MAX_VALUE) { // somebody has set the table's next Id
            settle(id);
        }
        if (id > floor) {
            known.set((int) (id - floor));
        }
        top = Math.max(top, id);
    }

    private void settle(long id) {
        if (id > floor) {
            int settled = (int) Math.min(id - floor, known.length());
            known = known.get(settled, known.length());
            known.clear(0);
            floor = id;
        }
    }

    private static long number(Map<String, Object> row, String column) {
        return ((Number) row.get(column)).longValue();
    }
}
