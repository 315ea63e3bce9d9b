package io.github.argometer.loadtest.analyse.statistics;

import io.github.argometer.loadtest.analyse.files.Duckdb;

/**
 * The delays of one channel in the order of sending, in microseconds: what hangs together in time stays together.
 *
 * <p>Of more than {@value #MOST} delays every <i>k</i>-th is taken, with the smallest <i>k</i> that is enough. Autocovariances of
 * that series at lag 1 are those of all delays at lag <i>k</i>, so what it tells of the error of its own mean is right; the mean of
 * all delays is known at least as well. Drawing at random would lose the order, and taking one stretch would lose the rest.
 */
public record Sample(double[] inOrder) {

    /** The most delays that a sample has. */
    public static final int MOST = 200_000;

    /** The sample of the channel in the variable {@code channel}, which has {@code count} delays. */
    public static Sample of(Duckdb duckdb, long count) {
        long every = Math.max(1, (count + MOST - 1) / MOST);
        return new Sample(duckdb.rows("FROM delays_in_order(%s)".formatted(every), Double.class).stream()
                .mapToDouble(Double::doubleValue)
                .toArray());
    }
}
