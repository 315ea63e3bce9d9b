package io.github.argometer.loadtest.report;

import io.github.argometer.loadtest.analyse.statistics.Distribution;
import io.github.argometer.loadtest.analyse.statistics.Histogram;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** How figures are printed, alike whatever the machine's language: durations in milliseconds, with as many digits as their size deserves. */
final class Figures {

    private static final int BAR = 48;
    private static final String EIGHTHS = "▏▎▍▌▋▊▉█";

    private Figures() {}

    /** A count; a dash where it is not known. */
    static String count(Long count) {
        return count == null ? "–" : text("%,d", count);
    }

    /** {@link String#format} without a language. */
    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** {@code microseconds} as milliseconds, such as {@code 0.04}, {@code 12.3} or {@code 1,555}. */
    static String milliseconds(double microseconds) {
        double milliseconds = microseconds / 1_000;
        double size = Math.abs(milliseconds);
        return text(size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%,.0f", milliseconds);
    }

    /** The figures of a distribution by their labels, in order; – where there is no value, and what a percentile would need where there are too few. */
    static Map<String, String> of(Distribution distribution) {
        boolean none = distribution.count() == 0;
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("n", text("%,d", distribution.count()));
        figures.put("min", none ? "–" : milliseconds(distribution.min()));
        figures.put("mean", none ? "–" : milliseconds(distribution.mean()));
        figures.put("std. deviation", distribution.count() < 2 ? "–" : milliseconds(distribution.deviation()));
        for (int i = 0; i < Distribution.QUANTILES.size(); i++) {
            OptionalLong quantile = distribution.quantile(i);
            figures.put(
                    label(i),
                    none
                            ? "–"
                            : quantile.isPresent()
                                    ? milliseconds(quantile.getAsLong())
                                    : text("n < %,d", Distribution.needed(Distribution.QUANTILES.get(i))));
        }
        figures.put("max", none ? "–" : milliseconds(distribution.max()));
        figures.put("negative (count)", text("%,d", distribution.negative()));
        return figures;
    }

    /** The quantile at {@code index}, such as {@code p99.9}. */
    static String label(int index) {
        return Distribution.label(Distribution.QUANTILES.get(index));
    }

    /** A histogram as lines of text: edges, a bar, a count. */
    static Stream<String> lines(Histogram histogram) {
        List<Histogram.Bin> bins = histogram.bins();
        long most = bins.stream().mapToLong(Histogram.Bin::count).max().orElse(0);
        ToIntFunction<Histogram.Bin> wider = bin -> Math.max(
                edge(bin.from(), histogram).length(), edge(bin.to(), histogram).length());
        int width = bins.stream().mapToInt(wider).max().orElse(0);
        return bins.stream()
                .map(bin -> text(
                        "  %" + width + "s – %-" + width + "s %s %,d",
                        edge(bin.from(), histogram),
                        edge(bin.to(), histogram),
                        bar(bin.count(), most),
                        bin.count()));
    }

    /** A bar of {@value #BAR} characters for {@code most}, to an eighth of a character; never empty for a count above 0. */
    static String bar(long count, long most) {
        long eighths = count == 0 ? 0 : Math.max(1, Math.round(8.0 * BAR * count / most));
        String rest = eighths % 8 == 0 ? "" : EIGHTHS.substring((int) (eighths % 8) - 1, (int) (eighths % 8));
        return "█".repeat((int) (eighths / 8)) + rest;
    }

    /** An edge of a bin {@code width} microseconds wide: no digit that all edges have as zero. */
    static String edge(long microseconds, long width) {
        int digits = width % 1_000 == 0 ? 0 : width % 100 == 0 ? 1 : width % 10 == 0 ? 2 : 3;
        return text("%,." + digits + "f", microseconds / 1_000.0);
    }

    private static String edge(OptionalLong edge, Histogram histogram) {
        return edge.isPresent() ? edge(edge.getAsLong(), histogram.width()) : "";
    }
}
