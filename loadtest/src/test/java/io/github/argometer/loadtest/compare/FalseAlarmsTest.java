package io.github.argometer.loadtest.compare;

import static io.github.argometer.loadtest.compare.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.ChannelSample;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How often equal runs are said to differ, and how often different ones are found. bench/compare has the table. */
class FalseAlarmsTest {

    private static final int PAIRS = 400;

    /** At most 5 % are promised; two and a half standard errors of 400 pairs on top make 7.7 %. */
    private static final int MOST = 28;

    /** Of settings of two channels, which have a share each of the 5 %, so many pairs are compared that 5 % are no chance. */
    private static final int MANY_PAIRS = 2_000;

    record Setting(String name, Function<Random, long[]> run) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Setting> settings() {
        return Stream.of(
                new Setting("independent, 1,000", random -> Delays.correlated(random, 1_000, 0)),
                new Setting("independent, 20", random -> Delays.correlated(random, 20, 0)),
                new Setting("independent, 100", random -> Delays.correlated(random, 100, 0)),
                new Setting("over 5 messages, 200", random -> Delays.correlated(random, 200, 5)),
                new Setting("lag-1 autocorrelation 0.56, 400", random -> Delays.correlated(random, 400, 1.725)),
                new Setting("lag-1 autocorrelation 0.9, 1,000", random -> Delays.correlated(random, 1_000, 9.5)),
                new Setting("lag-1 autocorrelation 0.98, 1,000", random -> Delays.correlated(random, 1_000, 49.5)),
                new Setting("over 2 % of the run, 1,000", random -> Delays.correlated(random, 1_000, 20)),
                new Setting("over 2 % of the run, 5,000", random -> Delays.correlated(random, 5_000, 100)),
                new Setting("over 10 % of the run, 1,000", random -> Delays.correlated(random, 1_000, 100)),
                new Setting("over 10 % of the run, 5,000", random -> Delays.correlated(random, 5_000, 500)),
                new Setting("levels of 2 % of the run, 1,000", random -> Delays.levels(random, 1_000, 20)),
                new Setting("levels of 10 % of the run, 1,000", random -> Delays.levels(random, 1_000, 100)),
                new Setting("levels of 5 messages, 200", random -> Delays.levels(random, 200, 5)),
                new Setting("stalls, 1,000 at 100/s", random -> Delays.stalls(random, 1_000, 100)),
                new Setting("stalls, 5,000 at 100/s", random -> Delays.stalls(random, 5_000, 100)),
                new Setting("stalls, 1,000 at 10/s", random -> Delays.stalls(random, 1_000, 10)),
                new Setting("stalls, 5,000 at 10/s", random -> Delays.stalls(random, 5_000, 10)),
                new Setting("stalls, 2,000 at 1/s", random -> Delays.stalls(random, 2_000, 1)));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void equalRunsAreSaidToDifferInNoMoreThanFiveOfAHundred(Setting setting) {
        assertThat(alarms(setting.name, setting.run, setting.run, 1)).isLessThanOrEqualTo(MOST);
    }

    static Stream<Setting> ofTwoChannels() {
        return Stream.of(
                new Setting("two channels, independent, 1,000", random -> Delays.correlated(random, 1_000, 0)),
                new Setting("two channels, over 2 % of the run, 1,000", random -> Delays.correlated(random, 1_000, 20)),
                new Setting(
                        "two channels, a drift over 10 % of the run under 90 % noise, 1,000",
                        random -> Delays.drifting(random, 1_000, 100)),
                new Setting(
                        "two channels, a drift over 10 % of the run under 90 % noise, 5,000",
                        random -> Delays.drifting(random, 5_000, 500)));
    }

    @ParameterizedTest
    @MethodSource("ofTwoChannels")
    void equalRunsOfTwoChannelsAreSaidToDifferInNoMoreThanFiveOfAHundred(Setting setting) {
        assertThat(alarms(setting.name, setting.run, setting.run, 1, List.of("sqs", "sns"), MANY_PAIRS))
                .isLessThanOrEqualTo(MANY_PAIRS * 5 / 100);
    }

    @Test
    void equalSidesOfThreeRunsThatDifferFromRunToRunAreSaidToDifferInNoMoreThanFiveOfAHundred() {
        Function<Random, long[]> run =
                random -> Delays.slower(Delays.correlated(random, 300, 5), Math.exp(0.2 * random.nextGaussian()));

        assertThat(alarms("three runs a side, each with its own level", run, run, 3))
                .isLessThanOrEqualTo(MOST);
    }

    @Test
    void aFifthMoreOfAThousandIndependentDelaysIsFound() {
        Function<Random, long[]> run = random -> Delays.correlated(random, 1_000, 0);

        assertThat(alarms("20 % more, independent, 1,000", run, random -> Delays.slower(run.apply(random), 1.2), 1))
                .isGreaterThanOrEqualTo(PAIRS * 95 / 100);
    }

    @Test
    void aTenthMoreIsFoundMoreOftenThanNot() {
        Function<Random, long[]> run = random -> Delays.correlated(random, 1_000, 0);

        assertThat(alarms("10 % more, independent, 1,000", run, random -> Delays.slower(run.apply(random), 1.1), 1))
                .isGreaterThan(PAIRS / 2);
    }

    @Test
    void whereOneDelayFollowsFromTheOtherNothingIsJudged() {
        Random random = new Random(1);
        Function<Random, long[]> run = levels -> Delays.levels(levels, 1_000, 250);
        Comparison comparison =
                Comparison.of(side(run, random, 1, List.of("sqs")), side(run, random, 1, List.of("sqs")));

        assertThat(comparison.changes())
                .filteredOn(change -> change.unit().equals("ms"))
                .allSatisfy(change -> assertThat(change.why()).startsWith("not enough independent values"));
    }

    /** In how many of 400 pairs of one channel anything is said to differ. */
    private static int alarms(
            String setting, Function<Random, long[]> first, Function<Random, long[]> second, int runs) {
        return alarms(setting, first, second, runs, List.of("sqs"), PAIRS);
    }

    /** In how many of so many pairs anything is said to differ. With {@code -Dalarms} bench/compare's table is printed. */
    private static int alarms(
            String setting,
            Function<Random, long[]> first,
            Function<Random, long[]> second,
            int runs,
            List<String> channels,
            int count) {
        List<Comparison> pairs = IntStream.range(0, count)
                .parallel()
                .mapToObj(pair -> {
                    Random random = new Random(20261125L * 1_000 + pair);
                    return Comparison.of(side(first, random, runs, channels), side(second, random, runs, channels));
                })
                .toList();
        int alarms = (int) pairs.stream()
                .filter(pair -> pair.changes().stream().anyMatch(Change::beyondNoise))
                .count();
        if (System.getProperty("alarms") != null) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.1f %% | %s |%n",
                    setting,
                    100.0 * alarms / count,
                    IntStream.range(0, 4)
                            .mapToObj(figure -> String.format(
                                    Locale.ROOT,
                                    "%.0f %%",
                                    100.0
                                            * pairs.stream()
                                                    .filter(pair -> pair.changes()
                                                            .get(figure)
                                                            .why()
                                                            .isEmpty())
                                                    .count()
                                            / count))
                            .collect(Collectors.joining(" | ")));
        }
        return alarms;
    }

    private static List<Map<String, ChannelSample>> side(
            Function<Random, long[]> run, Random random, int runs, List<String> channels) {
        return IntStream.range(0, runs)
                .mapToObj(i -> channels.stream()
                        .collect(Collectors.toMap(Function.identity(), channel -> sample(run.apply(random), 0))))
                .toList();
    }

    /** Delays in microseconds, in the order of sending, about 100 ms each. */
    static final class Delays {

        /** Lognormal(0.5), whose logarithms have a correlation of 1/e at {@code length} messages; 0 = independent. */
        static long[] correlated(Random random, int count, double length) {
            double stays = length == 0 ? 0 : Math.exp(-1 / length);
            double log = random.nextGaussian();
            long[] delays = new long[count];
            for (int i = 0; i < count; i++) {
                log = stays * log + Math.sqrt(1 - stays * stays) * random.nextGaussian();
                delays[i] = (long) (100_000 * Math.exp(0.5 * log));
            }
            return delays;
        }

        /** The same, with a tenth of the logarithms' variance in what hangs together and nine in independent noise. */
        static long[] drifting(Random random, int count, double length) {
            double stays = Math.exp(-1 / length);
            double drift = random.nextGaussian();
            long[] delays = new long[count];
            for (int i = 0; i < count; i++) {
                drift = stays * drift + Math.sqrt(1 - stays * stays) * random.nextGaussian();
                double log = Math.sqrt(0.1) * drift + Math.sqrt(0.9) * random.nextGaussian();
                delays[i] = (long) (100_000 * Math.exp(0.5 * log));
            }
            return delays;
        }

        /** Each {@code length} messages have a level of their own, to which each adds its noise. */
        static long[] levels(Random random, int count, int length) {
            long[] delays = new long[count];
            double level = 0;
            for (int i = 0; i < count; i++) {
                level = i % length == 0 ? random.nextGaussian() : level;
                delays[i] = (long) (100_000 * Math.exp(0.4 * level + 0.3 * random.nextGaussian()));
            }
            return delays;
        }

        /** One in 300 messages begins a stall of 2 s, whose end all wait for that are sent meanwhile, {@code rate} a second. */
        static long[] stalls(Random random, int count, double rate) {
            long[] delays = correlated(random, count, 0);
            double end = 0;
            for (int i = 0; i < count; i++) {
                double now = i / rate;
                end = random.nextInt(300) == 0 ? Math.max(end, now + 2) : end;
                delays[i] += (long) (1e6 * Math.max(0, end - now));
            }
            return delays;
        }

        static long[] slower(long[] delays, double factor) {
            return Arrays.stream(delays).map(delay -> (long) (delay * factor)).toArray();
        }
    }
}
