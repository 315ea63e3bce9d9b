package io.github.argometer.loadtest.report;

import io.github.argometer.loadtest.analyse.statistics.Distribution;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** The figures of a distribution as they are printed, by their labels: milliseconds, but for counts. */
final class Figures {

    private Figures() {}

    /** All of them, in order; – where there is no value, and what a percentile would need where there are too few. */
    static Map<String, String> of(Distribution distribution) {
        boolean none = distribution.count() == 0;
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("n", Finding.text("%,d", distribution.count()));
        figures.put("min", none ? "–" : Milliseconds.text(distribution.min()));
        figures.put("mean", none ? "–" : Milliseconds.text(distribution.mean()));
        figures.put("std. deviation", distribution.count() < 2 ? "–" : Milliseconds.text(distribution.deviation()));
        for (int i = 0; i < Distribution.QUANTILES.size(); i++) {
            figures.put(label(i), none ? "–" : quantile(distribution, i));
        }
        figures.put("max", none ? "–" : Milliseconds.text(distribution.max()));
        figures.put("negative (count)", Finding.text("%,d", distribution.negative()));
        return figures;
    }

    /** The quantile at {@code index}, such as {@code p99.9}. */
    static String label(int index) {
        return "p"
                + Distribution.QUANTILES
                        .get(index)
                        .movePointRight(2)
                        .stripTrailingZeros()
                        .toPlainString();
    }

    private static String quantile(Distribution distribution, int index) {
        OptionalLong quantile = distribution.quantile(index);
        return quantile.isPresent()
                ? Milliseconds.text(quantile.getAsLong())
                : Finding.text("n < %,d", Distribution.needed(Distribution.QUANTILES.get(index)));
    }
}
