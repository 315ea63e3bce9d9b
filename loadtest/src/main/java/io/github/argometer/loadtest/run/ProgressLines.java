package io.github.argometer.loadtest.run;

import io.github.argometer.send.Channel;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Progress for logs and pipes: a line every few seconds, and none while nothing changes. */
final class ProgressLines implements Progress {

    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(5);

    private final PrintStream err;
    private Snapshot shown;
    private Snapshot last;
    private long shownAt;

    ProgressLines(PrintStream err) {
        this.err = err;
    }

    @Override
    public void show(Snapshot now) {
        last = now;
        if (shown == null || (!now.equals(shown) && System.nanoTime() - shownAt >= PAUSE_NS)) {
            print();
        }
    }

    @Override
    public void close() {
        if (last != null && !last.equals(shown)) {
            print();
        }
    }

    private void print() {
        err.println(line(last));
        shown = last;
        shownAt = System.nanoTime();
    }

    /** One line, such as {@code sqs sent 60/60, rows 8/10 · sns sent 60/60, rows 20/20 · 7 Jobs deleted}. */
    static String line(Snapshot now) {
        StringBuilder line = new StringBuilder();
        for (Map.Entry<Channel, Snapshot.State> entry : now.channels().entrySet()) {
            Snapshot.State state = entry.getValue();
            line.append(text("%s sent %,d/%,d", entry.getKey().label(), state.accepted(), state.planned()));
            line.append(state.failed() > 0 ? text(" (%,d failed)", state.failed()) : "");
            line.append(state.unknown() > 0 ? text(" (%,d of unknown outcome)", state.unknown()) : "");
            line.append(state.pace().text().isEmpty() ? "" : ", " + state.pace().text());
            line.append(text(", rows %,d/%,d · ", state.recorded(), state.expected()));
        }
        line.append(text("%,d %s deleted", now.jobsDeleted(), now.jobsDeleted() == 1 ? "Job" : "Jobs"));
        return line.append(now.note().isEmpty() ? "" : " · " + now.note()).toString();
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
