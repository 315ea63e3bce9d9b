package io.github.argometer.loadtest.analyse;

import io.github.argometer.WholeFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Delays (recorded − sent, microseconds) as an HdrHistogram log: a line for each channel, its tag, and step of sending time.
 * Values keep three significant digits, an error of 0.1 % at most; negative ones, which the format cannot hold, are recorded as 0,
 * and a comment says how many.
 */
final class DelayLog {

    private static final int DIGITS = 3;

    private static final String VALUES = """
            SELECT (Sent - %s) // %s AS step,
              v - v %% CASE WHEN v < 10000 THEN 1 WHEN v < 100000 THEN 10 WHEN v < 1000000 THEN 100 WHEN v < 10000000 THEN 1000
                ELSE pow(10, floor(log10(v)) - 3)::BIGINT END AS rounded,
              count(*)
            FROM (SELECT Sent, greatest(0, Committed - Sent) AS v
                  FROM ledger WHERE Channel = ? AND NOT WarmUp AND Committed IS NOT NULL)
            GROUP BY ALL ORDER BY ALL""";

    private record Value(long step, long value, long count) {}

    private DelayLog() {}

    static void write(Duckdb duckdb, List<ChannelResult> channels, Path file) throws IOException {
        WholeFile.write(file, part -> {
            // The library's writer passes over what cannot be written, as its stream does.
            PrintStream lines = new PrintStream(part.toFile(), StandardCharsets.UTF_8);
            write(duckdb, channels, new HistogramLogWriter(lines));
            if (lines.checkError()) {
                throw new IOException("the disk refuses more than " + Files.size(part) + " bytes");
            }
        });
    }

    private static void write(Duckdb duckdb, List<ChannelResult> channels, HistogramLogWriter log) {
        long base = channels.stream()
                .map(result -> result.statistics().overTime())
                .filter(timeline -> timeline.width() > 0)
                .mapToLong(Timeline::start)
                .min()
                .orElse(0);
        log.outputLogFormatVersion();
        log.outputComment("recorded - sent, microseconds, by time of sending; tag: channel");
        log.outputBaseTime(base / 1_000);
        log.outputLegend();
        for (ChannelResult result : channels) {
            channel(duckdb, result, base, log);
        }
        log.close();
    }

    private static void channel(Duckdb duckdb, ChannelResult result, long base, HistogramLogWriter log) {
        Timeline timeline = result.statistics().overTime();
        if (timeline.width() == 0) {
            return;
        }
        long negative = result.statistics().delay().negative();
        if (negative > 0) {
            log.outputComment("%s: %s negative values are recorded as 0".formatted(result.channel(), negative));
        }
        Histogram histogram = new Histogram(DIGITS);
        long step = -1;
        List<Value> values = duckdb.rows(
                VALUES.formatted(timeline.start(), timeline.width()),
                row -> new Value(row.getLong(1), row.getLong(2), row.getLong(3)),
                result.channel());
        for (Value value : values) {
            if (value.step != step) {
                flush(histogram, result.channel(), step, timeline, base, log);
                step = value.step;
            }
            histogram.recordValueWithCount(value.value, value.count);
        }
        flush(histogram, result.channel(), step, timeline, base, log);
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
