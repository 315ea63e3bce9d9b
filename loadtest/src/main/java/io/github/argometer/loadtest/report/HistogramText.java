package io.github.argometer.loadtest.report;

import io.github.argometer.loadtest.analyse.statistics.Histogram;
import io.github.argometer.loadtest.analyse.statistics.Histogram.Bin;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A histogram as lines of text: edges, a bar, a count. */
final class HistogramText {

    private static final int BAR = 48;
    private static final String EIGHTHS = "▏▎▍▌▋▊▉█";

    private HistogramText() {}

    static Stream<String> lines(Histogram histogram) {
        List<Bin> bins = histogram.bins();
        long most = bins.stream().mapToLong(Bin::count).max().orElse(0);
        int width = bins.stream()
                .mapToInt(bin -> Math.max(
                        from(bin, histogram).length(), to(bin, histogram).length()))
                .max()
                .orElse(0);
        String format = "  %" + width + "s – %-" + width + "s %s %,d";
        return bins.stream()
                .map(bin -> String.format(
                        Locale.ROOT,
                        format,
                        from(bin, histogram),
                        to(bin, histogram),
                        bar(bin.count(), most),
                        bin.count()));
    }

    /** A bar of {@value #BAR} characters for {@code most}, to an eighth of a character; never empty for a count above 0. */
    static String bar(long count, long most) {
        long eighths = count == 0 ? 0 : Math.max(1, Math.round(8.0 * BAR * count / most));
        String rest = eighths % 8 == 0 ? "" : EIGHTHS.substring((int) (eighths % 8) - 1, (int) (eighths % 8));
        return "█".repeat((int) (eighths / 8)) + rest;
    }

    private static String from(Bin bin, Histogram histogram) {
        return bin.from().isPresent() ? Milliseconds.edge(bin.from().getAsLong(), histogram.width()) : "";
    }

    private static String to(Bin bin, Histogram histogram) {
        return bin.to().isPresent() ? Milliseconds.edge(bin.to().getAsLong(), histogram.width()) : "";
    }
}
