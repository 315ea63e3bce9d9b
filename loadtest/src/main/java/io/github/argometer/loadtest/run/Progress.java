package io.github.argometer.loadtest.run;

import io.github.argometer.Printable;
import io.github.argometer.loadtest.Counted;
import io.github.argometer.plan.Channel;
import io.github.argometer.send.Worker;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
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

    /** Such as {@code 7 Jobs deleted}. */
    private static String deleted(long jobs) {
        return Counted.of(jobs, "Job", "Jobs") + " deleted";
    }

    private static String unsent(Snapshot.State state, String failed, String unknown) {
        Worker.Sent sent = state.sent();
        return (sent.failed() > 0 ? text(failed, sent.failed()) : "")
                + (sent.unknown() > 0 ? text(unknown, sent.unknown()) : "");
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** Progress for a terminal (its stderr): two bars a channel, what was sent and what was recorded. */
    final class Bars implements Progress {

        private static final int REFRESH_MS = 500;
        private static final int WIDTH = 96;

        private final Map<Channel, ProgressBar> sent = new TreeMap<>();
        private final Map<Channel, ProgressBar> rows = new TreeMap<>();

        @Override
        public void show(Snapshot now) {
            now.channels().forEach((channel, state) -> {
                ProgressBar sending = sent.computeIfAbsent(channel, key -> bar(key, "sent", state.planned()));
                sending.stepTo(state.sent().ended());
                sending.setExtraMessage(" " + state.pace() + unsent(state, " %,d failed", " %,d of unknown outcome"));
                ProgressBar recording = rows.computeIfAbsent(channel, key -> bar(key, "rows", state.expected()));
                recording.stepTo(state.recorded());
                boolean jobs = now.jobsDeleted() > 0
                        && channel.equals(now.channels().keySet().iterator().next());
                recording.setExtraMessage(
                        (jobs ? " " + deleted(now.jobsDeleted()) : "") + " " + Printable.line(now.note()));
            });
        }

        @Override
        public void close() {
            sent.values().forEach(ProgressBar::close);
            rows.values().forEach(ProgressBar::close);
        }

        private static ProgressBar bar(Channel channel, String what, long most) {
            ProgressBar bar = new ProgressBarBuilder()
                    .setTaskName(channel.label() + " " + what)
                    .setInitialMax(most)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(REFRESH_MS)
                    .setMaxRenderedLength(WIDTH)
                    .build();
            Interrupt.takeBack();
            return bar;
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
            if (shown == null || System.nanoTime() - shownAt >= PAUSE_NS) {
                close();
            }
        }

        /** Shows the last one, unless it was shown. */
        @Override
        public void close() {
            if (last != null && !last.equals(shown)) {
                err.println(line(last));
                shown = last;
                shownAt = System.nanoTime();
            }
        }

        /** One line, such as {@code sqs sent 60/60, rows 8/10 · sns sent 60/60, rows 20/20 · 7 Jobs deleted}. */
        static String line(Snapshot now) {
            List<String> parts = new ArrayList<>();
            now.channels().forEach((channel, state) -> parts.add(line(channel.label(), state)));
            parts.add(deleted(now.jobsDeleted()));
            if (!now.note().isEmpty()) {
                parts.add(now.note());
            }
            return String.join(" · ", parts);
        }

        private static String line(String channel, Snapshot.State state) {
            return text(
                    "%s sent %,d/%,d%s%s, rows %,d/%,d",
                    channel,
                    state.sent().accepted(),
                    state.planned(),
                    unsent(state, " (%,d failed)", " (%,d of unknown outcome)"),
                    state.pace().isEmpty() ? "" : ", " + state.pace(),
                    state.recorded(),
                    state.expected());
        }
    }
}
