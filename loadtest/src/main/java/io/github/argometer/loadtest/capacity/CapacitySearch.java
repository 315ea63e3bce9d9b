package io.github.argometer.loadtest.capacity;

import io.github.argometer.Settings;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.cluster.Readiness;
import io.github.argometer.loadtest.cluster.SystemUnderTest;
import io.github.argometer.loadtest.cluster.argo.JetStream;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.PlanReader;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Looks for the highest rate that each channel sustains: sends faster and faster, each rate for a while and after the last
 * one has drained, until a hop no longer keeps up.
 */
public final class CapacitySearch {

    private static final double MOST_MESSAGES = 1e9;

    private final Configuration configuration;
    private final Settings settings;
    private final CountDownLatch interrupted;
    private final PrintStream err;
    private final double first;
    private final double factor;
    private final double most;
    private final Duration hold;
    private final Duration patience;
    private final List<Channel> channels;

    /**
     * A search whose progress is told to {@code err}; it ends early when {@code interrupted} opens.
     *
     * @throws Settings.Invalid for a setting, of any of its steps, that is not good
     */
    public CapacitySearch(Configuration configuration, CountDownLatch interrupted, PrintStream err) {
        this.configuration = configuration;
        this.settings = configuration.settings();
        this.interrupted = interrupted;
        this.err = err;
        Stream.concat(
                        plan(Channel.SQS, 1, Duration.ZERO).keySet().stream().sorted(),
                        PlanReader.unread("constant", configuration::isChosen).stream())
                .filter(key -> !key.equals("send.channels") && configuration.isChosen(key))
                .findFirst()
                .ifPresent(key -> {
                    throw settings.invalid(key, "none with capacity, which plans each of its steps itself");
                });
        this.first = settings.number("capacity.first");
        this.factor = settings.number("capacity.factor");
        this.most = settings.number("capacity.most", first, 1_000_000);
        this.patience = Duration.ofSeconds(settings.integer("capacity.drain"));
        // A step's plan has so many messages at most.
        this.hold = Duration.ofSeconds(
                settings.integer("capacity.hold", 4, Math.min(86_400, (long) (MOST_MESSAGES / most))));
        this.channels = PlanReader.plan(settings, Clock.systemUTC()).channels();
        settings.writableFolder("runs.folder");
        for (Channel channel : channels) {
            Settings step = configuration.with(plan(channel, most, hold)).settings();
            PlanReader.batch(step, PlanReader.plan(step, Clock.systemUTC()));
        }
    }

    /** Searches, one channel after the other, and gives to {@code taker} what came of each as soon as that is known. */
    public void search(SystemUnderTest system, Consumer<ChannelCapacity> taker) throws Exception {
        Readiness ready = Readiness.of(settings, interrupted, err);
        Map<String, String> reached = new HashMap<>(system.awaitReady(ready));
        reached.put("send.enabled", "true");
        reached.put("clean.enabled", "true");

        JetStream bus = new JetStream(system.client(), settings);
        for (Channel channel : channels) {
            if (interrupted.getCount() > 0) {
                taker.accept(search(channel, system, configuration.with(reached), bus));
            }
        }
    }

    private ChannelCapacity search(Channel channel, SystemUnderTest system, Configuration reached, JetStream bus)
            throws Exception {
        List<RateStep> steps = new ArrayList<>();
        Map<Backlog, Long> left = Map.of();
        boolean sustained = true;
        String unseen = "";
        for (double rate = first; sustained && rate <= most && interrupted.getCount() > 0; rate *= factor) {
            Configuration plan = reached.with(plan(channel, rate, hold));
            try (LiveStep live = new LiveStep(plan, system.client(), bus, channel)) {
                RateStep step = live.hold(rate, hold, interrupted);
                if (interrupted.getCount() == 0) {
                    break;
                }
                steps.add(step);
                err.println(ChannelCapacity.line(channel, step));
                left = live.drain(patience, interrupted);
                if (!left.isEmpty()) {
                    err.printf("%s: not drained in %d s%n", channel.label(), patience.toSeconds());
                }
                sustained = step.gaveWay().isEmpty() && left.isEmpty();
            } catch (LiveStep.UnseenException e) {
                sustained = false;
                unseen = e.getMessage();
                err.printf(Locale.ROOT, "%s %,.1f/s: could not be looked at: %s%n", channel.label(), rate, unseen);
            }
        }
        if (interrupted.getCount() == 0) {
            err.printf("%s: interrupted, higher rates were not tried%n", channel.label());
        }
        return new ChannelCapacity(channel, steps, left, unseen);
    }

    private static Map<String, String> plan(Channel channel, double rate, Duration hold) {
        return Map.of(
                "run.id", "",
                "send.plan", "",
                "send.channels", channel.label(),
                "send.arrival", "constant",
                "send.rate", String.valueOf(rate),
                "send.warmup-messages", "0",
                "send.messages", String.valueOf(Math.max(1, Math.round(rate * hold.toSeconds()))));
    }
}
