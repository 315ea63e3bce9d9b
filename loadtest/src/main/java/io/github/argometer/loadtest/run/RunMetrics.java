package io.github.argometer.loadtest.run;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import io.github.argometer.loadtest.cluster.Backlogs;
import io.github.argometer.loadtest.cluster.FailureReason;
import io.github.argometer.loadtest.cluster.kubernetes.Jobs;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.SendPlan;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a run goes, for Prometheus: what is planned, what is recorded, and what waits on the way. Each place on the way is looked at
 * by a thread of its own, so that one that hangs holds up neither the run nor the others; what it does not tell is absent.
 */
final class RunMetrics implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunMetrics.class);

    /** A value is as good as unknown when the look that should follow it takes longer than so many periods. */
    private static final int STALE = 6;

    private final MeterRegistry registry;
    private final Duration period;
    private final Looks looks;
    private volatile Snapshot last;
    private Backlogs backlogs;

    /**
     * Registers what is known of {@code plan} with {@code registry}.
     *
     * @param version of Argometer
     * @param period time between two looks at a place
     */
    RunMetrics(MeterRegistry registry, SendPlan plan, String version, Duration period) {
        this.registry = registry;
        this.period = period;
        this.looks = new Looks(period);
        Gauge.builder("argometer.run.info", () -> 1)
                .description("The run that goes on; always 1")
                .tag("run", plan.runId())
                .tag("version", version)
                .tag("channels", plan.channels().stream().map(Channel::label).collect(joining(",")))
                .register(registry);
        for (Channel channel : plan.channels()) {
            gauge("planned.messages", "Messages that the run's plan sends", channel, plan::messages);
            gauge("expected.rows", "Rows that the run's plan expects", channel, () -> plan.expected(channel));
            gauge(
                    "recorded.rows",
                    "Rows of the run in the database, as last counted",
                    channel,
                    () -> recorded(channel));
        }
    }

    private void gauge(String name, String description, Channel channel, Supplier<Number> value) {
        Gauge.builder("argometer.run." + name, value)
                .description(description)
                .tag("channel", channel.label())
                .register(registry);
    }

    private Number recorded(Channel channel) {
        Snapshot now = last;
        return now == null ? Double.NaN : now.channels().get(channel).recorded();
    }

    /** How far the run is now. */
    void seen(Snapshot now) {
        last = now;
    }

    /** Counts Jobs from now on. */
    void jobs(Supplier<Jobs> jobs) {
        look("argometer.jobs", "Recorder Jobs that are there, by state", () -> {
            Jobs now = jobs.get();
            return Map.of(
                    Tags.of("state", "active"), now.active(),
                    Tags.of("state", "succeeded"), now.completed(),
                    Tags.of("state", "failed"), now.failed(),
                    Tags.of("state", "deleting"), now.deleting());
        });
    }

    /** Looks at {@code backlogs} from now on, and closes them with this. */
    void backlogs(Backlogs backlogs) {
        this.backlogs = backlogs;
        look(
                "argometer.bus.pending",
                "Events on the bus that the trigger has not yet acknowledged",
                () -> tagged(
                        backlogs.onBus(), trigger -> Tags.of("sensor", trigger.sensor(), "trigger", trigger.name())));
        look(
                "argometer.queue.messages",
                "Messages in the SQS queue, those in flight and those delayed included, as SQS approximates them",
                () -> tagged(backlogs.queued(), queue -> Tags.of("queue", queue)));
        look(
                "argometer.dead.letters",
                "Messages in the queue of dead letters, those in flight included, whichever run they are of",
                () -> tagged(backlogs.deadLetters(), queue -> Tags.of("queue", queue)));
    }

    private static <K> Map<Tags, Long> tagged(Map<K, Long> values, Function<K, Tags> tags) {
        return values.entrySet().stream().collect(toMap(value -> tags.apply(value.getKey()), Map.Entry::getValue));
    }

    private void look(String name, String description, Supplier<Map<Tags, Long>> look) {
        MultiGauge gauge = MultiGauge.builder(name).description(description).register(registry);
        looks.repeat("look at " + name, new Looking(gauge, look));
    }

    /** Ends all looks; one that does not heed an interrupt is not waited for, and ends with its time-out. */
    @Override
    public void close() {
        looks.end();
        if (backlogs != null) {
            backlogs.close();
        }
        looks.close();
    }

    /** A look at one place, which shows what it finds. */
    private final class Looking implements Runnable {
        private final MultiGauge gauge;
        private final Supplier<Map<Tags, Long>> look;
        private volatile Map<Tags, Long> values = Map.of();
        private volatile long goodUntil;
        private boolean failed;

        Looking(MultiGauge gauge, Supplier<Map<Tags, Long>> look) {
            this.gauge = gauge;
            this.look = look;
        }

        @Override
        public void run() {
            long begin = System.nanoTime();
            Map<Tags, Long> found = find();
            long end = System.nanoTime();
            goodUntil = end + looks.pauseAfter(end - begin) + STALE * period.toNanos();
            show(found);
        }

        /** Nothing where it fails: whatever is asked may be away for a moment. */
        private Map<Tags, Long> find() {
            try {
                Map<Tags, Long> found = look.get();
                failed = false;
                return found;
            } catch (RuntimeException e) {
                if (!failed && !looks.ended()) {
                    LOG.warn("Cannot {}: {}", Thread.currentThread().getName(), FailureReason.line(e));
                }
                failed = true;
                return Map.of();
            }
        }

        private void show(Map<Tags, Long> found) {
            values = found;
            gauge.register(found.keySet().stream()
                    .<MultiGauge.Row<?>>map(tags -> MultiGauge.Row.of(tags, () -> value(tags)))
                    .toList());
        }

        private double value(Tags tags) {
            Long value = values.get(tags);
            return value == null || System.nanoTime() - goodUntil > 0 ? Double.NaN : value;
        }
    }
}
