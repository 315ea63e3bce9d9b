package io.github.argometer.loadtest.report;

import java.util.Locale;

/** How durations are printed: milliseconds, with as many digits as their size deserves. */
final class Milliseconds {

    private Milliseconds() {}

    /** {@code microseconds} as milliseconds, such as {@code 0.04}, {@code 12.3} or {@code 1,555}. */
    static String text(double microseconds) {
        double milliseconds = microseconds / 1_000;
        double size = Math.abs(milliseconds);
        return String.format(Locale.ROOT, size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%,.0f", milliseconds);
    }

    /** An edge of a bin {@code width} microseconds wide: no digit that all edges have as zero. */
    static String edge(long microseconds, long width) {
        int digits = width % 1_000 == 0 ? 0 : width % 100 == 0 ? 1 : width % 10 == 0 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + digits + "f", microseconds / 1_000.0);
    }
}
