package io.github.argometer.send;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.SendPlan;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of several processes that share a plan, as the collector of their ledgers sees it. It ends only once it has been told
 * that its ledger is safe.
 */
public final class Worker {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /**
     * How far a worker is.
     *
     * @param finished whether its ledger is whole
     * @param failure why it sends nothing more of its share, though nobody has stopped it; "" while all is well
     * @param now its own clock, UTC, ISO 8601
     * @param channels by label
     * @param clockSteps each time that its machine's wall clock was set since it began
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Progress(
            boolean finished,
            String failure,
            String now,
            Map<String, Sent> channels,
            List<SteadyClock.Step> clockSteps) {

        /** Nothing is known of it. */
        public static final Progress NONE = new Progress(false, "", "", Map.of(), List.of());

        /** Never null, even where a worker of another build does not say. */
        public Progress {
            failure = failure == null ? "" : failure;
            now = now == null ? "" : now;
            channels = channels == null ? Map.of() : channels;
            clockSteps = clockSteps == null ? List.of() : clockSteps;
        }

        /** What a worker says, as it says it. */
        public static Progress of(String json) throws JsonProcessingException {
            return JSON.readValue(json, Progress.class);
        }
    }

    /**
     * Counts of one channel.
     *
     * @param latenessNanos that of 99 % of the last messages
     * @param lateness of all messages that are no warm-up, as {@link SendMetrics#lateness} has it, in Base64: one a process
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Sent(
            long planned,
            long accepted,
            long failed,
            long unknown,
            long retried,
            long inFlight,
            long latenessNanos,
            List<String> lateness) {

        /** Nothing. */
        public static final Sent NONE = new Sent(0, 0, 0, 0, 0, 0, 0);

        /** Never null, even where a worker of another build does not say. */
        public Sent {
            lateness = lateness == null ? List.of() : lateness;
        }

        /** Where nothing is known of all messages' lateness. */
        public Sent(
                long planned,
                long accepted,
                long failed,
                long unknown,
                long retried,
                long inFlight,
                long latenessNanos) {
            this(planned, accepted, failed, unknown, retried, inFlight, latenessNanos, List.of());
        }

        /** Messages whose sending has ended, this way or that. */
        public long ended() {
            return accepted + failed + unknown;
        }

        /** The counts of this and {@code other} together, and the greater lateness. */
        public Sent plus(Sent other) {
            return new Sent(
                    planned + other.planned,
                    accepted + other.accepted,
                    failed + other.failed,
                    unknown + other.unknown,
                    retried + other.retried,
                    inFlight + other.inFlight,
                    Math.max(latenessNanos, other.latenessNanos),
                    Stream.concat(lateness.stream(), other.lateness.stream()).toList());
        }

        /** The counts that {@code ledger} and {@code metrics} have of {@code channel} now. */
        public static Sent of(Channel channel, SendLedger ledger, SendMetrics metrics) {
            return new Sent(
                    ledger.planned(channel),
                    ledger.accepted(channel),
                    ledger.failed(channel),
                    ledger.unknown(channel),
                    ledger.retried(channel),
                    ledger.inFlight(channel),
                    metrics.recentLateness(channel).toNanos(),
                    List.of(Base64.getEncoder().encodeToString(metrics.lateness(channel))));
        }
    }

    private final SendPlan plan;
    private final Path file;
    private final Schedule schedule;
    private final SendAttempts attempts;
    private final SendLedger ledger;
    private final SendMetrics metrics;
    private final SteadyClock clock;
    private final Duration silence;
    /** When it was asked last, once it was started. */
    private volatile long heard;

    private volatile boolean started;
    private volatile boolean unheard;
    private final CountDownLatch safe = new CountDownLatch(1);

    /** A worker that sends, until it has not been asked anything for {@code silence} (zero: however long that is). */
    Worker(
            SendPlan plan,
            Path file,
            Schedule schedule,
            SendAttempts attempts,
            SendLedger ledger,
            SendMetrics metrics,
            SteadyClock clock,
            Duration silence) {
        this.plan = plan;
        this.file = file;
        this.schedule = schedule;
        this.attempts = attempts;
        this.ledger = ledger;
        this.metrics = metrics;
        this.clock = clock;
        this.silence = silence;
    }

    /** A worker that was ended while it sent, and now only has its ledger: it sends nothing twice. */
    public static Worker restarted(Path file) {
        return new Worker(null, file, null, null, null, null, new SteadyClock(), Duration.ZERO);
    }

    /** Starts sending at a time in ISO 8601, UTC. */
    public void start(String time) {
        heard();
        if (schedule != null) {
            schedule.startAt(Instant.parse(time));
            started = true;
        }
    }

    /** Ends sending where nobody has asked for too long: the process that would tell it to stop may be gone. It keeps its ledger. */
    public void stopUnheard() {
        boolean silent = !silence.isZero() && System.nanoTime() - heard > silence.toNanos();
        if (started && silent && !schedule.stopped() && !ledger.finished()) {
            unheard = true;
            schedule.stop();
            LOG.warn("Nobody has asked for {} s: nothing more is sent", silence.toSeconds());
        }
    }

    private void heard() {
        heard = System.nanoTime();
    }

    /** Ends sending early. */
    public void stop() {
        if (schedule != null) {
            schedule.stop();
        }
    }

    /** Its {@link Progress} as JSON. */
    public String progress() throws JsonProcessingException {
        heard();
        Map<String, Sent> channels = new TreeMap<>();
        if (plan != null) {
            plan.channels().forEach(channel -> channels.put(channel.label(), Sent.of(channel, ledger, metrics)));
        }
        return JSON.writeValueAsString(new Progress(
                plan == null || finished(), failure(), clock.instant().toString(), channels, clock.steps()));
    }

    /** Its ledger so far; it is whole once {@link #progress()} says so. */
    public Path ledger() {
        heard();
        if (!Files.exists(file)) {
            throw new IllegalStateException(file + " is not there yet");
        }
        return file;
    }

    /** Lets it end: the collector of the ledgers has this one. */
    public void safe() {
        safe.countDown();
    }

    /** Waits until its ledger is safe. */
    public void awaitSafe() throws InterruptedException {
        safe.await();
    }

    private String failure() {
        if (ledger == null) {
            return "it was started again, and sends nothing more";
        }
        try {
            ledger.check();
            return unheard
                    ? String.format(
                            Locale.ROOT,
                            "nobody asked it for %d s (send.silence), and it sends nothing more",
                            silence.toSeconds())
                    : "";
        } catch (UncheckedIOException e) {
            return e.getMessage();
        }
    }

    /** Its ledger is whole once all is sent, or it was stopped and no lane will send or write any more. A broken one takes no more lines, so it is as whole as it will be. */
    private boolean finished() {
        if (ledger.isBroken()) {
            return true;
        }
        return ledger.finished() || (schedule.stopped() && attempts.resting());
    }
}
