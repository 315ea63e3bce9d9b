package io.github.argometer.loadtest.capacity;

import io.github.argometer.plan.Channel;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What came of the search on one channel.
 *
 * @param steps in the order of their rates; only the last can have been too much
 * @param left what still waited, by place, when the wait after the last step was over; empty where all drained
 * @param unseen why a step could not be observed, which ended the search; "" where all could
 */
public record ChannelCapacity(Channel channel, List<RateStep> steps, Map<Backlog, Long> left, String unseen) {

    /** The highest rate that every place kept up with, in messages a second; empty where none was. */
    public Optional<Double> sustained() {
        return steps.stream()
                .filter(step -> step.gaveWay().isEmpty())
                .map(RateStep::rate)
                .max(Double::compare);
    }

    /** The place that gave way at the next rate; empty where none did. */
    public Optional<String> gaveWay() {
        return steps.stream()
                .flatMap(step -> step.gaveWay().stream())
                .map(Backlog::label)
                .findFirst();
    }

    /** Whether a rate was sustained, and the search was not ended by a system that did not drain though none gave way. */
    public boolean complete() {
        return unseen.isEmpty()
                && sustained().isPresent()
                && (left.isEmpty() || gaveWay().isPresent());
    }

    /** The report: every step with the figures it was decided on, and the result. */
    public String text() {
        String table = steps.stream().map(step -> line(channel, step) + "\n").collect(Collectors.joining());
        String highest = sustained()
                .map(rate -> String.format(Locale.ROOT, "%,.1f messages/s sustained", rate))
                .orElse("no rate sustained");
        return "%s%s: %s, %s%n".formatted(table, channel.label(), highest, end());
    }

    private String end() {
        if (!unseen.isEmpty()) {
            return "stopped there because the system could not be observed: " + unseen;
        }
        Optional<String> gaveWay = gaveWay().map(place -> "at the next rate gave way: " + place);
        if (left.isEmpty()) {
            return gaveWay.orElse("nothing gave way");
        }
        String waiting = left.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(backlog -> String.format(
                        Locale.ROOT,
                        "%,d %s",
                        backlog.getValue(),
                        backlog.getKey().unit()))
                .collect(Collectors.joining(", "));
        return gaveWay.map(place -> place + ", and the system did not drain after it: ")
                        .orElse("stopped there because the system did not drain: ")
                + waiting;
    }

    /** One step, such as {@code sqs 20.0/s: late 0 (+0 of 10), …: kept up}. */
    static String line(Channel channel, RateStep step) {
        String backlogs = step.atTheEnd().entrySet().stream()
                .map(backlog -> String.format(
                        Locale.ROOT,
                        "%,d %s (%+d, allowed +%.0f)",
                        backlog.getValue(),
                        backlog.getKey().unit(),
                        step.growth(backlog.getKey()),
                        step.allowed(backlog.getKey())))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%s %,.1f/s for %d s: %s, lateness p99 %,.1f ms: %s",
                channel.label(),
                step.rate(),
                step.time().toSeconds(),
                backlogs,
                step.lateness().toNanos() / 1e6,
                step.gaveWay().map(backlog -> backlog.label() + " gave way").orElse("kept up"));
    }
}
