package io.github.argometer.loadtest.report;

import io.github.argometer.loadtest.analyse.Bins;
import io.github.argometer.loadtest.analyse.ChannelResult;
import io.github.argometer.loadtest.analyse.Distribution;
import io.github.argometer.loadtest.analyse.Fate;
import io.github.argometer.loadtest.analyse.Histogram;
import io.github.argometer.loadtest.analyse.Hop;
import io.github.argometer.loadtest.analyse.Timeline;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The pictures of one channel. */
final class Charts {

    private static final int LEFT = 44;
    private static final int RIGHT = Svg.WIDTH - 8;
    private static final int TOP = 8;
    private static final int BOTTOM = 150;
    private static final int HEIGHT = 180;

    private Charts() {}

    /** How many messages ended how: one bar, cut. */
    static String fates(ChannelResult result) {
        Svg svg = new Svg(34, result.channel() + ": what became of the messages");
        StringBuilder legend = new StringBuilder();
        double x = 0;
        for (Fate fate : Fate.values()) {
            long count = result.counts().count(fate);
            if (count > 0) {
                double width = Svg.WIDTH * (double) count / result.counts().planned();
                String css = "fate-" + fate.name().toLowerCase(Locale.ROOT).replace('_', '-');
                String title = Finding.text("%,d %s", count, fate.label());
                svg.bar(x, 4, Math.max(width, 1.5), 26, css, title);
                legend.append(Html.key(css, title));
                x += width;
            }
        }
        return Html.figure(result.channel() + ": what became of each message", svg, legend.toString());
    }

    /** Rows by delay. */
    static String histogram(ChannelResult result) {
        Histogram histogram = result.statistics().histogram();
        List<Histogram.Bin> bins = histogram.bins();
        Svg svg = new Svg(HEIGHT, result.channel() + ": histogram of recorded − sent");
        long most = bins.stream().mapToLong(Histogram.Bin::count).max().orElse(1);
        yAxis(svg, most, Bins.nice(most / 4.0), value -> Finding.text("%,d", value));
        double width = (RIGHT - LEFT) / (double) Math.max(1, bins.size());
        int every = Math.max(1, (bins.size() + 4) / 5);
        for (int i = 0; i < bins.size(); i++) {
            Histogram.Bin bin = bins.get(i);
            String from = bin.from().isPresent() ? Milliseconds.edge(bin.from().getAsLong(), histogram.width()) : "…";
            String to = bin.to().isPresent() ? Milliseconds.edge(bin.to().getAsLong(), histogram.width()) : "…";
            double height = (BOTTOM - TOP) * bin.count() / (double) most;
            double x = LEFT + i * width;
            svg.bar(
                    x + 0.5,
                    BOTTOM - height,
                    width - 1,
                    height,
                    "data",
                    "%s – %s ms: %s".formatted(from, to, Finding.text("%,d", bin.count())));
            if (i % every == 0) {
                svg.word(x, BOTTOM + 14, "start", bin.from().isPresent() ? from : "< " + to);
            }
        }
        svg.word(RIGHT, HEIGHT - 3, "end", "ms");
        return Html.figure(result.channel() + ": rows by recorded − sent", svg, "");
    }

    /** Delays by the time of sending. */
    static String overTime(ChannelResult result) {
        Timeline timeline = result.statistics().overTime();
        Svg svg = new Svg(HEIGHT, result.channel() + ": recorded − sent over time");
        long top = Math.max(
                1, timeline.steps().stream().mapToLong(Timeline.Step::max).max().orElse(1));
        long gap = Bins.nice(top / 4.0);
        yAxis(svg, top, gap, value -> Milliseconds.edge(value, gap));
        int last = timeline.steps().isEmpty()
                ? 0
                : timeline.steps().get(timeline.steps().size() - 1).index();
        double step = (RIGHT - LEFT) / (double) (last + 1);
        svg.path(points(timeline, step, top, Timeline.Step::p50), "line p50");
        svg.path(points(timeline, step, top, Timeline.Step::p95), "line p95");
        for (Timeline.Step at : timeline.steps()) {
            svg.dot(
                    x(at, step),
                    y(at.max(), top),
                    "dot max",
                    Finding.text(
                            "%s s: n %,d, p50 %s, p95 %s, max %s ms",
                            seconds(at.index() * timeline.width()),
                            at.count(),
                            Milliseconds.text(at.p50()),
                            Milliseconds.text(at.p95()),
                            Milliseconds.text(at.max())));
        }
        svg.word(LEFT, BOTTOM + 14, "start", "0");
        svg.word(RIGHT, BOTTOM + 14, "end", seconds((last + 1) * timeline.width()) + " s after the first was sent");
        return Html.figure(
                result.channel() + ": recorded − sent, ms, by the time of sending",
                svg,
                Html.key("p50", "p50") + Html.key("p95", "p95") + Html.key("max", "max"));
    }

    /** Which hop takes how much of the mean delay. Means add up, as percentiles do not. */
    static String hops(ChannelResult result) {
        Map<Hop, Distribution> hops = result.statistics().hops();
        Svg svg = new Svg(20 + 22 * hops.size(), result.channel() + ": mean time by hop");
        double most =
                hops.values().stream().mapToDouble(Distribution::mean).max().orElse(1);
        double least = Math.min(
                0, hops.values().stream().mapToDouble(Distribution::mean).min().orElse(0));
        double unit = (Svg.WIDTH - 230) / Math.max(1, most - least);
        double zero = 166 - least * unit;
        int y = 6;
        for (Map.Entry<Hop, Distribution> hop : hops.entrySet()) {
            double mean = hop.getValue().mean();
            String value = hop.getValue().count() == 0 ? "–" : Milliseconds.text(mean) + " ms";
            svg.word(160, y + 12, "end", hop.getKey().label())
                    .bar(
                            mean < 0 ? zero + mean * unit : zero,
                            y,
                            Math.abs(mean) * unit,
                            16,
                            "data",
                            hop.getKey().label() + " " + value)
                    .word(Math.max(zero, zero + mean * unit) + 4, y + 12, "start", value);
            y += 22;
        }
        svg.line(zero, 2, zero, y, "axis");
        return Html.figure(result.channel() + ": mean time by hop", svg, "");
    }

    private static void yAxis(Svg svg, long top, long step, LongFunction<String> label) {
        for (long value = 0; value <= top; value += step) {
            double y = y(value, top);
            svg.line(LEFT, y, RIGHT, y, "grid").word(LEFT - 4, y + 4, "end", label.apply(value));
        }
    }

    private static String points(Timeline timeline, double step, long top, ToLongFunction<Timeline.Step> value) {
        return timeline.steps().stream()
                .map(at -> String.format(Locale.ROOT, "%.1f,%.1f", x(at, step), y(value.applyAsLong(at), top)))
                .collect(Collectors.joining(" "));
    }

    private static double x(Timeline.Step at, double step) {
        return LEFT + (at.index() + 0.5) * step;
    }

    /** Negative values stand on the axis; their number is in the table. */
    private static double y(long value, long top) {
        return BOTTOM - (BOTTOM - TOP) * Math.max(0, value) / (double) top;
    }

    private static String seconds(long microseconds) {
        return String.format(Locale.ROOT, microseconds < 10_000_000 ? "%.1f" : "%,.0f", microseconds / 1e6);
    }
}
