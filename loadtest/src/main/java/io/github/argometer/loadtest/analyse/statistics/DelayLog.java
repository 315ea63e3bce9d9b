package io.github.argometer.loadtest.analyse.statistics;

import io.github.argometer.WholeFile;
import io.github.argometer.loadtest.analyse.files.Duckdb;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Delays (recorded − sent, microseconds) as an HdrHistogram log: a line for each channel, its tag, and step of sending time.
 * Values below {@value #EXACT_BELOW} µs are exact; from there on HdrHistogram's buckets are at most 1/1024 of a value wide, so that
 * what is read back (a bucket's lowest value, as iterators give it, or its highest, as percentiles are) differs from the value by
 * less than 0.1 %. Negative values, which the format cannot hold, are recorded as 0, and a comment says how many. Warm-up is left out.
 */
public final class DelayLog {

    private static final int DIGITS = 3;

    /** From here on the buckets of a histogram of three digits are wider than 1; they double with each power of two. */
    private static final int EXACT_BELOW = 2048;

    private record Value(long step, long bucket, long count) {}

    private DelayLog() {}

    /** Writes that of {@code channels}, by their labels, to {@code file}. */
    public static void write(Duckdb duckdb, Map<String, Statistics> channels, Path file) throws IOException {
        WholeFile.write(file, part -> {
            // The library's writer passes over what cannot be written, as its stream does.
            PrintStream lines = new PrintStream(part.toFile(), StandardCharsets.UTF_8);
            write(duckdb, channels, new HistogramLogWriter(lines));
            if (lines.checkError()) {
                throw new IOException("the disk refuses more than " + Files.size(part) + " bytes");
            }
        });
    }

    private static void write(Duckdb duckdb, Map<String, Statistics> channels, HistogramLogWriter log) {
        long base = channels.values().stream()
                .map(Statistics::overTime)
                .filter(timeline -> timeline.width() > 0)
                .mapToLong(Timeline::start)
                .map(start -> start - start % 1_000) // the log has it in milliseconds
                .min()
                .orElse(0);
        log.outputLogFormatVersion();
        log.outputComment("recorded - sent, microseconds, by time of sending; tag: channel");
        log.outputComment("exact below " + EXACT_BELOW + "; else off by less than 0.1 %");
        log.outputBaseTime(base / 1_000);
        log.outputLegend();
        channels.forEach((channel, statistics) -> channel(duckdb, channel, statistics, base, log));
        log.close();
    }

    private static void channel(
            Duckdb duckdb, String channel, Statistics statistics, long base, HistogramLogWriter log) {
        Timeline timeline = statistics.overTime();
        if (timeline.width() == 0) {
            return;
        }
        long negative = statistics.delay().negative();
        if (negative > 0) {
            log.outputComment("%s: %s negative values are recorded as 0".formatted(channel, negative));
        }
        Histogram histogram = new Histogram(DIGITS);
        long step = -1;
        duckdb.set("flow", channel);
        for (Value value :
                duckdb.rows("FROM delay_buckets(%s, %s)".formatted(timeline.start(), timeline.width()), Value.class)) {
            if (value.step != step) {
                flush(histogram, channel, step, timeline, base, log);
                step = value.step;
            }
            histogram.recordValueWithCount(value.bucket, value.count);
        }
        flush(histogram, channel, step, timeline, base, log);
    }

    private static void flush(
            Histogram histogram, String channel, long step, Timeline timeline, long base, HistogramLogWriter log) {
        if (histogram.getTotalCount() > 0) {
            double start = (timeline.start() + step * timeline.width() - base) / 1e6;
            histogram.setTag(channel);
            log.outputIntervalHistogram(start, start + timeline.width() / 1e6, histogram, 1);
            histogram.reset();
        }
    }
}
