package io.github.argometer.loadtest.run;

import io.github.argometer.Printable;
import io.github.argometer.send.Channel;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress for a terminal (its stderr): two bars a channel, what was sent and what was recorded. */
final class ProgressBars implements Progress {

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
                            bar(key.label() + " sent", state.planned()), bar(key.label() + " rows", state.expected())));
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
