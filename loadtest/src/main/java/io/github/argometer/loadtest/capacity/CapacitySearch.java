package io.github.argometer.loadtest.capacity;

import io.github.argometer.Settings;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.cluster.AwaitReady;
import io.github.argometer.loadtest.cluster.BusLag;
import io.github.argometer.loadtest.cluster.SystemUnderTest;
import io.github.argometer.send.Channel;
import io.github.argometer.send.PlanReader;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Looks for the highest rate that each channel sustains: sends faster and faster, each rate for a while and after the last
 * one has drained, until a hop no longer keeps up.
 */
public final class CapacitySearch {

    private final Configuration configuration;
    private final Settings settings;
    private final CountDownLatch interrupted;
    private final PrintStream err;

    /** A search whose progress is told to {@code err}; it ends early when {@code interrupted} opens. */
    public CapacitySearch(Configuration configuration, CountDownLatch interrupted, PrintStream err) {
        this.configuration = configuration;
        this.settings = configuration.settings();
        this.interrupted = interrupted;
        this.err = err;
    }

    /** Searches, one channel after the other, and tells what came of each. */
    public List<ChannelCapacity> search(SystemUnderTest system) throws Exception {
        double first = settings.number("capacity.first", 0.1, 1_000_000);
        double factor = settings.number("capacity.factor", 1.05, 100);
        double most = settings.number("capacity.most", first, 1_000_000);
        Duration hold = Duration.ofSeconds(settings.integer("capacity.hold", 4, 86_400));
        Duration patience = Duration.ofSeconds(settings.integer("capacity.drain", 1, 86_400));
        List<Channel> channels = PlanReader.plan(settings, Clock.systemUTC()).channels();
        AwaitReady ready = AwaitReady.of(settings, interrupted, err);
        Map<String, String> reached = new HashMap<>(system.awaitReady(ready));
        reached.put("send.enabled", "true");
        reached.put("clean.enabled", "true");

        List<ChannelCapacity> found = new ArrayList<>();
        BusLag bus = new BusLag(system.client(), settings);
        for (Channel channel : channels) {
            List<Step> steps = new ArrayList<>();
            Map<Hop, Long> left = Map.of();
            boolean sustained = true;
            for (double rate = first; sustained && rate <= most && interrupted.getCount() > 0; rate *= factor) {
                Configuration plan = configuration.with(reached).with(plan(channel, rate, hold));
                try (LiveStep live = new LiveStep(plan, system.client(), bus, channel)) {
                    Step step = live.hold(rate, hold, interrupted);
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
                }
            }
            found.add(new ChannelCapacity(channel, steps, left));
        }
        return found;
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
