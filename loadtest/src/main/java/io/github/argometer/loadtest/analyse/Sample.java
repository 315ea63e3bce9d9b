package io.github.argometer.loadtest.analyse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The delays of one channel, kept in blocks of sending time, so that what is near in time stays together when the
 * blocks are drawn anew. Values are microseconds with four significant digits, and counted.
 *
 * @param values every value that occurs, ascending
 * @param blocks one each: pairs of an index into {@code values} and how often it occurs in the block
 */
public record Sample(long[] values, int[][] blocks) {

    /** The most blocks that a sample has. */
    public static final int BLOCKS = 100;

    private static final String VALUES = """
            SELECT block, v - v % pow(10, greatest(0, floor(log10(greatest(abs(v), 1))) - 3))::BIGINT AS rounded, count(*)
            FROM (SELECT (Sent - min(Sent) OVER ()) * ? // (max(Sent) OVER () - min(Sent) OVER () + 1) AS block, Committed - Sent AS v
                  FROM ledger WHERE Channel = ? AND NOT WarmUp AND Committed IS NOT NULL)
            GROUP BY ALL ORDER BY ALL""";

    private record Line(int block, long value, int count) {}

    /** A sample of {@code delays} in the order of sending, cut into blocks of equal length. */
    public static Sample of(long... delays) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < delays.length; i++) {
            int block = (int) ((long) i * Math.min(BLOCKS, delays.length) / delays.length);
            lines.add(new Line(block, delays[i], 1));
        }
        return of(lines);
    }

    static Sample of(Duckdb duckdb, String channel) {
        return of(duckdb.rows(
                VALUES, row -> new Line(row.getInt(1), row.getLong(2), row.getInt(3)), (long) BLOCKS, channel));
    }

    private static Sample of(List<Line> lines) {
        long[] values =
                lines.stream().mapToLong(Line::value).sorted().distinct().toArray();
        int most = lines.stream().mapToInt(Line::block).max().orElse(-1);
        int[][] blocks = new int[most + 1][];
        for (int block = 0; block <= most; block++) {
            int wanted = block;
            blocks[block] = lines.stream()
                    .filter(line -> line.block == wanted)
                    .flatMapToInt(line -> IntStream.of(Arrays.binarySearch(values, line.value), line.count))
                    .toArray();
        }
        return new Sample(
                values, Arrays.stream(blocks).filter(block -> block.length > 0).toArray(int[][]::new));
    }
}
