package io.github.argometer.loadtest.report;

import io.github.argometer.Settings;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.ChannelResult;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a run's figures may be.
 *
 * @param failOnDuplicates whether a message that was delivered more often than sent is one too many
 * @param limits each on one figure of a channel
 */
public record Thresholds(boolean failOnDuplicates, List<Threshold> limits) {

    private static final String KEY = "report.thresholds";

    /**
     * The thresholds that {@code settings} say: {@code report.fail-on-duplicates}, and {@code report.thresholds}, which may be empty.
     *
     * @throws Settings.Invalid for an expression that is none: it names expression, place and what is allowed there
     */
    public static Thresholds of(Settings settings) {
        String text = settings.checkedText(KEY);
        try {
            List<Threshold> limits = text.isEmpty()
                    ? List.of()
                    : Stream.of(text.split(",", -1))
                            .map(String::trim)
                            .map(Threshold::parse)
                            .toList();
            return new Thresholds(settings.flag("report.fail-on-duplicates"), limits);
        } catch (Threshold.Malformed e) {
            throw settings.invalid(
                    KEY, "thresholds such as sqs.lost<0.1%, comma-separated, or nothing: " + e.getMessage());
        }
    }

    /** What each limit on a channel that {@code analysis} has comes to. */
    List<Threshold.Judged> judge(Analysis analysis) {
        return limits.stream()
                .flatMap(limit -> analysis.channels().stream()
                        .filter(result -> result.channel().equals(limit.channel()))
                        .map(limit::judge))
                .toList();
    }

    /** Whether there is a limit on {@code share} of {@code result}, and all of them hold. */
    boolean allow(ChannelResult result, String share) {
        List<Threshold> on =
                limits.stream().filter(limit -> limit.isOn(result, share)).toList();
        return !on.isEmpty()
                && on.stream().allMatch(limit -> limit.judge(result).passed());
    }
}
