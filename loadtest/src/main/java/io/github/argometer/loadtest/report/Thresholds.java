package io.github.argometer.loadtest.report;

import io.github.argometer.Settings;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.ChannelResult;
import io.github.argometer.loadtest.analyse.statistics.Distribution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a run's figures may be at most.
 *
 * @param failOnDuplicates whether a message that was delivered more often than sent is one too many
 * @param delays limits on recorded − sent
 */
public record Thresholds(boolean failOnDuplicates, List<Limit> delays) {

    /**
     * A limit on one figure.
     *
     * @param channel whose delays
     * @param figure {@code p50} and so on, or {@code max}
     * @param milliseconds the most that it may be
     */
    public record Limit(String channel, String figure, long milliseconds) {}

    private static final long DAY_MS = 86_400_000;

    /**
     * The thresholds that {@code settings} say: {@code report.fail-on-duplicates}, and {@code report.max-<figure>.<channel>}, each of which
     * may be empty.
     *
     * @throws Settings.Invalid for one outside its range
     */
    public static Thresholds of(Settings settings) {
        List<Limit> limits = new ArrayList<>();
        for (String channel : List.of("sqs", "sns")) {
            figures().forEach(figure -> {
                String key = "report.max-%s.%s".formatted(figure, channel);
                if (!settings.text(key).isEmpty()) {
                    limits.add(new Limit(channel, figure, settings.integer(key, 0, DAY_MS)));
                }
            });
        }
        return new Thresholds(settings.flag("report.fail-on-duplicates"), List.copyOf(limits));
    }

    /** A finding for each limit on a channel that {@code analysis} has. */
    List<Verdict.Finding> judge(Analysis analysis) {
        return delays.stream()
                .flatMap(limit -> analysis.channels().stream()
                        .filter(result -> result.channel().equals(limit.channel))
                        .map(result -> judge(limit, result)))
                .toList();
    }

    private static Verdict.Finding judge(Limit limit, ChannelResult result) {
        Distribution delay = result.statistics().delay();
        OptionalLong value = value(limit.figure, delay);
        if (value.isEmpty()) {
            return Verdict.Finding.bad(
                    "%s  %s must be at most %,d ms, and %,d values are too few to say",
                    limit.channel, limit.figure, limit.milliseconds, delay.count());
        }
        Duration resolution = result.statistics().resolution();
        long error = resolution.toMillis() * 1_000;
        if (Math.abs(value.getAsLong() - limit.milliseconds * 1_000) < error) {
            return Verdict.Finding.bad(
                    "%s  %s ~%s ms must be at most %,d ms, and times known to %,d ms are too coarse to say",
                    limit.channel,
                    limit.figure,
                    Figures.milliseconds(value.getAsLong()),
                    limit.milliseconds,
                    resolution.toMillis());
        }
        boolean holds = value.getAsLong() <= limit.milliseconds * 1_000;
        String text = Figures.text(
                "%s  %s %s ms, at most %,d allowed",
                limit.channel, limit.figure, Figures.milliseconds(value.getAsLong()), limit.milliseconds);
        return holds ? Verdict.Finding.good("%s", text) : Verdict.Finding.bad("%s", text);
    }

    private static OptionalLong value(String figure, Distribution delay) {
        if (figure.equals("max")) {
            return delay.count() == 0 ? OptionalLong.empty() : OptionalLong.of(delay.max());
        }
        return delay.quantile(figures().toList().indexOf(figure));
    }

    private static Stream<String> figures() {
        return Stream.concat(
                IntStream.range(0, Distribution.QUANTILES.size()).mapToObj(Figures::label), Stream.of("max"));
    }
}
