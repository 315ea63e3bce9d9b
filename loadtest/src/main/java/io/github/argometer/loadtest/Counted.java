package io.github.argometer.loadtest;

import java.util.Locale;

/** A number of things, for people, in any country alike. */
public final class Counted {

    private Counted() {}

    /** Such as {@code 1 row} or {@code 2,000 rows}. */
    public static String of(long count, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }
}
