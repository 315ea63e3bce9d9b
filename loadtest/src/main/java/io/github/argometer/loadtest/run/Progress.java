package io.github.argometer.loadtest.run;

import io.github.argometer.Printable;
import io.github.argometer.plan.Channel;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows on stderr how far a run is. */
interface Progress extends AutoCloseable {

    /** Shows {@code now}; called about once a second. */
    void show(Snapshot now);

    @Override
    void close();

    /** Bars on a terminal, a line every few seconds elsewhere. */
    static Progress on(PrintStream err) {
        boolean terminal = System.console() != null && !"dumb".equals(System.getenv("TERM"));
        return terminal ? new Bars() : new Lines(err);
    }

    /** Progress for a terminal (its stderr): two bars a channel, what was sent and what was recorded. */
    final class Bars implements Progress {

        private static final int REFRESH_MS = 500;
        private static final int WIDTH = 96;

        private record Pair(ProgressBar sent, ProgressBar rows) {}

        private final Map<Channel, Pair> bars = new EnumMap<>(Channel.class);

        @Override
        public void show(Snapshot now) {
            now.channels().forEach((channel, state) -> {
                Pair pair = bars.computeIfAbsent(
                        channel,
                        key -> new Pair(
                                bar(key.label() + " sent", state.planned()),
                                bar(key.label() + " rows", state.expected())));
                pair.sent.stepTo(state.ended());
                pair.sent.setExtraMessage(" " + state.pace().text() + count(state.failed(), "failed")
                        + count(state.unknown(), "of unknown outcome"));
                pair.rows.stepTo(state.recorded());
                boolean jobs = channel == Channel.SQS;
                pair.rows.setExtraMessage(
                        (jobs ? count(now.jobsDeleted(), now.jobsDeleted() == 1 ? "Job deleted" : "Jobs deleted") : "")
                                + " " + Printable.line(now.note()));
            });
        }

        @Override
        public void close() {
            bars.values().forEach(pair -> {
                pair.sent.close();
                pair.rows.close();
            });
        }

        private ProgressBar bar(String name, long most) {
            ProgressBar bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(most)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(REFRESH_MS)
                    .setMaxRenderedLength(WIDTH)
                    .build();
            Interrupt.takeBack();
            return bar;
        }

        private static String count(long count, String what) {
            return count == 0 ? "" : String.format(Locale.ROOT, " %,d %s", count, what);
        }
    }

    /** Progress for logs and pipes: a line every few seconds, and none while nothing changes. */
    final class Lines implements Progress {

        private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(5);

        private final PrintStream err;
        private Snapshot shown;
        private Snapshot last;
        private long shownAt;

        Lines(PrintStream err) {
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
                line.append(
                        state.pace().text().isEmpty() ? "" : ", " + state.pace().text());
                line.append(text(", rows %,d/%,d · ", state.recorded(), state.expected()));
            }
            line.append(text("%,d %s deleted", now.jobsDeleted(), now.jobsDeleted() == 1 ? "Job" : "Jobs"));
            return line.append(now.note().isEmpty() ? "" : " · " + now.note()).toString();
        }

        private static String text(String format, Object... values) {
            return String.format(Locale.ROOT, format, values);
        }
    }
}
