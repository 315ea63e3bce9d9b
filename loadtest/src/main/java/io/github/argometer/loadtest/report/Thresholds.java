package io.github.argometer.loadtest.report;

import io.github.argometer.Settings;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.ChannelResult;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Flow;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a run's figures may be.
 *
 * @param failOnDuplicates whether a message that was delivered more often than sent is one too many
 * @param limits each on one figure of a flow
 */
public record Thresholds(boolean failOnDuplicates, List<Threshold> limits) {

    private static final String KEY = "report.thresholds";
    private static final List<String> SHIPPED =
            Channel.SHIPPED.stream().map(Channel::label).toList();

    /**
     * The thresholds that {@code settings} say: {@code report.fail-on-duplicates}, and {@code report.thresholds}, which may be empty. On
     * which flows there can be any, only a plan tells.
     *
     * @throws Settings.Invalid for an expression that is none: it names expression, place and what is allowed there
     */
    public static Thresholds of(Settings settings) {
        return of(settings, expression -> Stream.of(Threshold.parse(expression)));
    }

    /**
     * The same for a plan with {@code flows}: a limit on a channel is one on each of its flows, but of what is sent there is one to all.
     *
     * @throws Settings.Invalid for an expression that is none, or is on a flow or channel that the plan has not: it lists those
     */
    public static Thresholds of(Settings settings, List<Flow> flows) {
        Set<String> labels = new LinkedHashSet<>();
        for (Flow flow : flows) {
            // a run of only one of the shipped channels may have the limits of both
            labels.addAll(flow.shipped() ? SHIPPED : List.of(flow.channel().label()));
        }
        flows.forEach(flow -> labels.add(flow.label()));
        return of(settings, expression -> {
            Threshold limit = Threshold.parse(expression, labels);
            List<Flow> on = flows.stream()
                    .filter(flow -> flow.channel().label().equals(limit.channel())
                            || flow.label().equals(limit.channel()))
                    .toList();
            return on.isEmpty()
                    ? Stream.of(limit)
                    : limit.onSending()
                            ? Stream.of(limit.of(on.get(0)))
                            : on.stream().map(limit::of);
        });
    }

    private static Thresholds of(Settings settings, Function<String, Stream<Threshold>> parse) {
        String text = settings.checkedText(KEY);
        try {
            List<Threshold> limits = text.isEmpty()
                    ? List.of()
                    : Stream.of(text.split(",", -1))
                            .map(String::trim)
                            .flatMap(parse)
                            .toList();
            return new Thresholds(settings.flag("report.fail-on-duplicates"), limits);
        } catch (Threshold.Malformed e) {
            throw settings.invalid(
                    KEY, "thresholds such as sqs.lost<0.1%, comma-separated, or nothing: " + e.getMessage());
        }
    }

    /** What each limit on a flow that {@code analysis} has comes to. */
    List<Threshold.Judged> judge(Analysis analysis) {
        return limits.stream()
                .flatMap(limit -> analysis.channels().stream()
                        .filter(result -> result.channel().equals(limit.channel()))
                        .map(limit::judge))
                .toList();
    }

    /** Whether there is a limit on {@code share} of one of {@code results}, and all of them hold. */
    boolean allow(List<ChannelResult> results, String share) {
        List<Boolean> hold = results.stream()
                .flatMap(result -> limits.stream()
                        .filter(limit -> limit.isOn(result, share))
                        .map(limit -> limit.judge(result).passed()))
                .toList();
        return !hold.isEmpty() && !hold.contains(false);
    }
}
