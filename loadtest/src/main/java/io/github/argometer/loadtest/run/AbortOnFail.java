package io.github.argometer.loadtest.run;

import io.github.argometer.Settings;
import io.github.argometer.loadtest.analyse.statistics.Distribution;
import io.github.argometer.loadtest.report.Threshold;
import io.github.argometer.loadtest.report.Thresholds;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Flow;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.send.Worker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * Tells while a run sends that it cannot pass any more, from what is counted anyway. Some is broken for good, and ends the run at the
 * next look:
 *
 * <ul>
 *   <li>more failed messages than a limit on {@code failed} allows, or any where there is no such limit: they only become more, and are
 *       in percent of what is planned;
 *   <li>{@code intendedToSent.max}: the largest value only becomes larger;
 *   <li>more rows of a channel than it must end with: one at least is of a message that had to be filtered, or that nobody sent.
 * </ul>
 *
 * Others can recover, and are judged, as far as the run has come, at each look after a delay:
 *
 * <ul>
 *   <li>the quantiles of {@code intendedToSent}, over all messages so far, the warm-up left out;
 *   <li>{@code rate}: what the plan's own rate comes to if as great a share of its messages is accepted as of those that were due so far;
 *       what is in flight counts as accepted.
 * </ul>
 *
 * All others only the end can tell: what is {@code missing} or {@code lost} may still come, and delays and hops are known only from rows
 * that the analysis has put beside the send ledger.
 */
final class AbortOnFail {

    /** A message that was due so long ago should be under way. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final SendPlan plan;
    private final List<Threshold> limits;
    private final Duration period;
    private final Duration delay;
    private final double rate;
    private final LongSupplier offsets;
    private long due;
    private long nextOffset;
    private boolean begun;
    private long began;
    private long lookedAt;

    /**
     * @param plan of the run
     * @param limits on its flows
     * @param period between two looks
     * @param delay from the first message until what may recover is judged
     */
    AbortOnFail(SendPlan plan, List<Threshold> limits, Duration period, Duration delay) {
        this.plan = plan;
        this.limits = limits;
        this.period = period;
        this.delay = delay;
        this.rate = limits.stream().anyMatch(limit -> limit.figure().equals(Threshold.RATE)) ? rate(plan) : 0;
        this.offsets = plan.arrival().offsets(plan.seed());
        this.nextOffset = offsets.getAsLong();
    }

    /** As {@code run.abort-on-fail} and {@code report.thresholds} say; empty where the run is to go on whatever breaks. */
    static Optional<AbortOnFail> of(Settings settings, SendPlan plan) {
        if (!settings.flag("run.abort-on-fail")) {
            return Optional.empty();
        }
        List<Flow> flows = plan.flows().stream().sorted().toList();
        return Optional.of(new AbortOnFail(
                plan,
                Thresholds.of(settings, flows).limits(),
                Duration.ofSeconds(settings.integer("run.abort-on-fail.period")),
                Duration.ofSeconds(settings.integer("run.abort-on-fail.delay"))));
    }

    /** Messages a second that the whole plan comes to; 0 where all are due at once. */
    private static double rate(SendPlan plan) {
        LongSupplier offsets = plan.arrival().offsets(plan.seed());
        long first = offsets.getAsLong();
        long last = first;
        for (long number = 1; number < plan.messages(); number++) {
            last = offsets.getAsLong();
        }
        return last == first ? 0 : plan.messages() * 1e9 / (last - first);
    }

    /**
     * Looks, unless it did a short while ago, or all is sent.
     *
     * @param now how far the run is
     * @param nanoTime that was read before that was asked for
     * @return a line that says what is broken, and when that was seen; empty where nothing is
     */
    Optional<String> look(Snapshot now, long nanoTime) {
        boolean sending = now.channels().values().stream()
                .anyMatch(state -> state.sent().ended() + state.sent().inFlight() > 0);
        if (!begun && sending) {
            begun = true;
            began = nanoTime;
            lookedAt = nanoTime - period.toNanos();
        }
        if (!begun || now.allSent() || nanoTime - lookedAt < period.toNanos()) {
            return Optional.empty();
        }
        lookedAt = nanoTime;
        long elapsed = nanoTime - began;
        return Stream.concat(
                        now.channels().entrySet().stream()
                                .flatMap(channel -> ofChannel(channel.getKey(), channel.getValue())),
                        limits.stream().flatMap(limit -> broken(limit, now, elapsed).stream()))
                .findFirst()
                .map(broken -> String.format(
                        Locale.ROOT,
                        "Sending was ended %,d s after the first message, since the run cannot pass (run.abort-on-fail): %s%n",
                        elapsed / 1_000_000_000,
                        broken));
    }

    /** What fails every run, but for failures that a limit is on. */
    private Stream<String> ofChannel(Channel channel, Snapshot.State state) {
        boolean limited =
                limits.stream().anyMatch(limit -> limit.figure().equals(Threshold.FAILED) && isOn(limit, channel));
        Stream<String> failed = limited || state.sent().failed() == 0
                ? Stream.of()
                : Stream.of(String.format(
                        Locale.ROOT,
                        "%s  %,d of %,d messages failed",
                        channel,
                        state.sent().failed(),
                        state.planned()));
        Stream<String> rows = state.recorded() <= state.expected()
                ? Stream.of()
                : Stream.of(String.format(
                        Locale.ROOT,
                        "%s  %,d rows recorded, of %,d expected",
                        channel,
                        state.recorded(),
                        state.expected()));
        return Stream.concat(failed, rows);
    }

    private static boolean isOn(Threshold limit, Channel channel) {
        return Flow.of(limit.channel()).channel().equals(channel);
    }

    private Optional<String> broken(Threshold limit, Snapshot now, long elapsed) {
        Optional<Snapshot.State> state = now.channels().entrySet().stream()
                .filter(channel -> isOn(limit, channel.getKey()))
                .map(channel -> channel.getValue())
                .findFirst();
        if (state.isEmpty()) {
            return Optional.empty();
        }
        Worker.Sent sent = state.get().sent();
        boolean late = elapsed >= delay.toNanos();
        return switch (limit.figure()) {
            case Threshold.FAILED ->
                limit.broken(sent.failed() * 100, state.get().planned());
            case Threshold.LATENESS -> late || limit.place().isEmpty() ? lateness(limit, sent) : Optional.empty();
            case Threshold.RATE -> late ? rate(limit, sent, elapsed) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** By the least that a value can be which the histogram has rounded. */
    private static Optional<String> lateness(Threshold limit, Worker.Sent sent) {
        Histogram all = new Histogram(3);
        sent.lateness().forEach(part -> all.add(histogram(part)));
        long needed = limit.place().map(Distribution::needed).orElse(1L);
        if (all.getTotalCount() < needed) {
            return Optional.empty();
        }
        long micros = limit.place()
                .map(place -> all.getValueAtPercentile(place.movePointRight(2).doubleValue()))
                .orElseGet(all::getMaxValue);
        return limit.broken(all.lowestEquivalentValue(micros), 1_000);
    }

    private static Histogram histogram(String base64) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(base64)), 0);
        } catch (DataFormatException | IllegalArgumentException e) {
            throw new IllegalStateException("a worker's lateness cannot be read: is its image of this build?", e);
        }
    }

    private Optional<String> rate(Threshold limit, Worker.Sent sent, long elapsed) {
        while (due < plan.messages() && nextOffset <= elapsed - SLACK.toNanos()) {
            due++;
            nextOffset = offsets.getAsLong();
        }
        if (due == 0 || rate == 0) {
            return Optional.empty();
        }
        double share = Math.min(1, (double) (sent.accepted() + sent.inFlight()) / due);
        return limit.broken(Math.round(rate * share * 1e6), 1_000_000);
    }
}
