package io.github.argometer.send;

import io.github.argometer.plan.Channel;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.send.aws.Attempt;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * How sending goes, for Prometheus and for who watches: lateness, attempts in flight, outcomes, retries. The time of each
 * request is the route's own metric.
 */
public final class SendMetrics {

    /** Upper bounds of lateness, in milliseconds. */
    private static final double[] BUCKETS = {
        0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000
    };

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int DIGITS = 3;

    /**
     * @param recent of all messages since the last look, in nanoseconds
     * @param counted of those that are no warm-up since the last look, in microseconds, which goes to {@code all}
     */
    private record Late(Timer timer, Recorder recent, Recorder counted, Histogram all) {}

    private final Map<Channel, Late> late = new HashMap<>();
    private final long warmup;

    SendMetrics(SendPlan plan, SendLedger ledger, MeterRegistry registry) {
        warmup = plan.warmupMessages();
        for (Channel channel : plan.channels()) {
            String label = channel.label();
            Timer timer = Timer.builder("argometer.send.lateness")
                    .description("Seconds by which messages went out later than intended, at their first attempt")
                    .tag("channel", label)
                    .serviceLevelObjectives(DoubleStream.of(BUCKETS)
                            .mapToObj(ms -> Duration.ofNanos(Math.round(ms * 1e6)))
                            .toArray(Duration[]::new))
                    .register(registry);
            long micros = LONGEST.toNanos() / 1_000;
            late.put(
                    channel,
                    new Late(
                            timer,
                            new Recorder(LONGEST.toNanos(), DIGITS),
                            new Recorder(micros, DIGITS),
                            new Histogram(micros, DIGITS)));
            Gauge.builder("argometer.send.in.flight", ledger, l -> l.inFlight(channel))
                    .description("Attempts to send a message that have started and not yet ended")
                    .tag("channel", label)
                    .register(registry);
            count(registry, "accepted", label, ledger, () -> ledger.accepted(channel));
            count(registry, "failed", label, ledger, () -> ledger.failed(channel));
            count(registry, "unknown", label, ledger, () -> ledger.unknown(channel));
            FunctionCounter.builder("argometer.send.retries", ledger, l -> l.retried(channel))
                    .description("Attempts to send a message that were followed by another")
                    .tag("channel", label)
                    .register(registry);
        }
    }

    /** A message goes out for the first time. */
    void sent(Attempt attempt) {
        long nanos =
                Math.max(0, Duration.between(attempt.intended(), attempt.sent()).toNanos());
        long shown = Math.min(nanos, LONGEST.toNanos());
        Late of = late.get(attempt.channel());
        of.timer.record(nanos, TimeUnit.NANOSECONDS);
        of.recent.recordValue(shown);
        if (attempt.message().number() >= warmup) {
            of.counted.recordValue(shown / 1_000);
        }
    }

    /**
     * The lateness of every message of {@code channel} so far that is no warm-up: a histogram of microseconds, an hour at most, in
     * HdrHistogram's compressed form.
     */
    byte[] lateness(Channel channel) {
        Late of = late.get(channel);
        synchronized (of.all) {
            of.all.add(of.counted.getIntervalHistogram());
            ByteBuffer buffer = ByteBuffer.allocate(of.all.getNeededByteBufferCapacity());
            of.all.encodeIntoCompressedByteBuffer(buffer);
            return Arrays.copyOf(buffer.array(), buffer.position());
        }
    }

    /** The lateness that 99 % of the messages of {@code channel} since the last call did not exceed; zero without any. */
    public Duration recentLateness(Channel channel) {
        Histogram recent = late.get(channel).recent.getIntervalHistogram();
        return recent.getTotalCount() == 0 ? Duration.ZERO : Duration.ofNanos(recent.getValueAtPercentile(99));
    }

    private static void count(
            MeterRegistry registry, String outcome, String channel, SendLedger ledger, LongSupplier count) {
        FunctionCounter.builder("argometer.send.messages", ledger, l -> count.getAsLong())
                .description("Messages whose sending has ended, by the outcome of their last attempt")
                .tag("channel", channel)
                .tag("outcome", outcome)
                .register(registry);
    }
}
