package io.github.argometer.loadtest.analyse.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.RunFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The error that {@link DelayLog} states, against what HdrHistogram's own reader reads. */
class DelayLogTest {

    private static final long HOURS = Duration.ofHours(20).toMillis() * 1_000;

    @TempDir
    private Path folder;

    @Test
    void everyDelayFromAMicrosecondToHoursIsReadBackWithinTheStatedError() throws Exception {
        List<Long> delays = new ArrayList<>(List.of(0L, 1L, 2L, 999L, 2_047L, 2_048L, 2_049L, 10_009L, HOURS));
        for (long power = 1; power < HOURS; power *= 2) {
            delays.addAll(List.of(power - 1, power, power + 1));
        }
        for (long power = 1; power < HOURS; power *= 10) {
            delays.addAll(List.of(power - 1, power * 10 - 1));
        }
        Random random = new Random(17);
        for (int i = 0; i < 500; i++) {
            delays.add((long) Math.exp(random.nextDouble() * Math.log(HOURS)));
        }

        List<Long> read = written(delays);

        assertThat(read).hasSameSizeAs(delays);
        List<Long> sorted = delays.stream().sorted().toList();
        for (int i = 0; i < read.size(); i++) {
            long delay = sorted.get(i);
            assertThat((double) Math.abs(read.get(i) - delay))
                    .as("%d µs, read as %d", delay, read.get(i))
                    .isLessThanOrEqualTo(delay < 2_048 ? 0 : delay * 0.001);
        }
    }

    @Test
    void negativeDelaysAreZeroAndCountedApart() throws Exception {
        assertThat(written(List.of(-1L, -5_000_000L, 0L, 7L))).containsExactly(0L, 0L, 0L, 7L);
        assertThat(Files.readString(folder.resolve("delays.hlog")))
                .contains("#sqs: 2 negative values are recorded as 0\n");
    }

    /** All values that the log of a run with these delays has, each at the end of its bucket that is further off, sorted. */
    private List<Long> written(List<Long> delays) throws Exception {
        RunFixture run = new RunFixture(delays.size(), delays.size(), 0);
        for (int number = 0; number < delays.size(); number++) {
            long sent = number * 1_000L + number % 7;
            run.accepted("sqs", number, true, sent).row("sqs", number, sent, sent + delays.get(number), 1);
        }
        Analysis.of(run.in(folder), new Analysis.Options("", Duration.ofDays(1), Optional.of(folder), false));
        Histogram all = new Histogram(3);
        try (HistogramLogReader log =
                new HistogramLogReader(folder.resolve("delays.hlog").toFile())) {
            for (EncodableHistogram next = log.nextIntervalHistogram();
                    next != null;
                    next = log.nextIntervalHistogram()) {
                all.add((Histogram) next);
            }
        }
        List<Long> sorted =
                delays.stream().map(delay -> Math.max(0, delay)).sorted().toList();
        List<Long> values = new ArrayList<>();
        for (HistogramIterationValue value : all.recordedValues()) {
            for (long i = 0; i < value.getCountAddedInThisIterationStep(); i++) {
                long exact = sorted.get(values.size());
                long low = all.lowestEquivalentValue(value.getValueIteratedTo());
                long high = all.highestEquivalentValue(value.getValueIteratedTo());
                values.add(exact - low > high - exact ? low : high);
            }
        }
        return values;
    }
}
