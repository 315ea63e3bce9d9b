package io.github.argometer.loadtest.capacity;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was seen while a channel was sent a rate.
 *
 * @param rate messages a second
 * @param time how long
 * @param passing share of the messages that goes beyond the filters: what comes to all hops after the source
 * @param samples in order of time, evenly spaced
 */
record Step(double rate, Duration time, double passing, List<Sample> samples) {

    /** So much of what comes to a hop may pile up: less is noise. */
    static final double TOLERANCE = 0.1;

    private static final int FEW = 3;

    /**
     * One look.
     *
     * @param backlog messages that wait, by hop
     * @param lateness that 99 % of the messages sent since the last look did not exceed
     */
    record Sample(Map<Hop, Long> backlog, Duration lateness) {

        /** The backlogs that are not empty. */
        Map<Hop, Long> waiting() {
            Map<Hop, Long> waiting = new EnumMap<>(Hop.class);
            waiting.putAll(backlog);
            waiting.values().removeIf(messages -> messages == 0);
            return waiting;
        }
    }

    /**
     * The hop that no longer keeps up: over the second half of the step more than a tenth of what came to it piled up, and
     * more messages than a few. Where several do, the last on the way, since a backlog there is what holds up those before.
     */
    Optional<Hop> gaveWay() {
        Optional<Hop> last = Optional.empty();
        for (Hop hop : List.of(Hop.RECORDED, Hop.GENERATOR, Hop.SOURCE, Hop.SENSOR, Hop.JOBS)) {
            if (growth(hop) > allowed(hop)) {
                last = Optional.of(hop);
            }
        }
        return last;
    }

    /** Messages that piled up in the second half. */
    long growth(Hop hop) {
        return at(hop, samples.size() - 1) - at(hop, samples.size() / 2);
    }

    /** Messages that may pile up in the second half. */
    double allowed(Hop hop) {
        double coming = rate * time.toMillis() / 1e3 / 2;
        boolean all = hop == Hop.GENERATOR || hop == Hop.SOURCE;
        return Math.max(FEW, TOLERANCE * coming * (all ? 1 : passing));
    }

    /** Backlog by hop at the end. */
    Map<Hop, Long> atTheEnd() {
        return new EnumMap<>(samples.get(samples.size() - 1).backlog);
    }

    /** The longest lateness of the second half. */
    Duration lateness() {
        return samples.subList(samples.size() / 2, samples.size()).stream()
                .map(Sample::lateness)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private long at(Hop hop, int index) {
        return samples.get(index).backlog.getOrDefault(hop, 0L);
    }
}
