package io.github.argometer.loadtest.analyse.statistics;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Exact quantiles from the smallest value to the largest, so many that curves can be drawn of them: up to a hundred equal steps, and
 * twelve to each further nine (0.9, 0.99, 0.999 …) as far as there are values enough for it.
 *
 * @param count number of values
 * @param places the quantiles, rising from 0 (the smallest value) to 1 (the largest); empty where there is no value
 * @param values microseconds, one for each place, nearest rank as in {@link Distribution}
 */
public record Curve(long count, List<Double> places, List<Long> values) {

    private static final int STEPS = 100;
    private static final double TO_A_NINE = 12;
    private static final int DIGITS = 9;

    /** The places for {@code count} values, as decimals: no rounding moves a rank. */
    static SortedSet<BigDecimal> places(long count) {
        SortedSet<BigDecimal> places = new TreeSet<>();
        long steps = Math.min(count, STEPS);
        for (long i = 0; i <= steps && count > 0; i++) {
            // Rounded down: the place i/n is that of the value i, and a little more that of the next.
            places.add(BigDecimal.valueOf(i).divide(BigDecimal.valueOf(steps), DIGITS, RoundingMode.DOWN));
        }
        for (int i = 1; Math.pow(10, i / TO_A_NINE) < count; i++) {
            places.add(BigDecimal.ONE
                    .subtract(new BigDecimal(Math.pow(10, -i / TO_A_NINE), MathContext.DECIMAL64))
                    .setScale(DIGITS, RoundingMode.DOWN));
        }
        return places;
    }

    /** The curve of {@code value}, SQL, in {@code relation}, which has {@code count} of them. */
    public static Curve of(Duckdb duckdb, String relation, String value, long count) {
        return of(count, quantiles(duckdb, relation, value, places(count)));
    }

    /** The values at {@code places}, none where {@code relation} is empty. */
    static Map<BigDecimal, Long> quantiles(Duckdb duckdb, String relation, String value, SortedSet<BigDecimal> places) {
        Map<BigDecimal, Long> known = new TreeMap<>(); // 0.48 is 0.480000000
        if (!places.isEmpty()) {
            String list = String.join(
                    ", ", places.stream().map(BigDecimal::toPlainString).toList());
            Iterator<Long> values = duckdb.row(
                            "FROM quantiles(%s, %s, [%s])".formatted(Duckdb.quote(relation), value, list), Values.class)
                    .quantiles
                    .iterator();
            places.stream().takeWhile(place -> values.hasNext()).forEach(place -> known.put(place, values.next()));
        }
        return known;
    }

    private record Values(List<Long> quantiles) {}

    /** The curve of {@code count} values through those of {@code known} that it has places for. */
    static Curve of(long count, Map<BigDecimal, Long> known) {
        List<Double> places = new ArrayList<>();
        List<Long> values = new ArrayList<>();
        for (BigDecimal place : places(count)) {
            places.add(place.doubleValue());
            values.add(known.get(place));
        }
        return new Curve(count, List.copyOf(places), List.copyOf(values));
    }
}
