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
 * @param passing share of the messages that goes beyond the filters: what comes to all places after the source
 * @param samples in order of time, evenly spaced
 */
record RateStep(double rate, Duration time, double passing, List<Sample> samples) {

    /** So much of what comes to a place may pile up: less is noise. */
    static final double TOLERANCE = 0.1;

    private static final int FEW = 3;

    /**
     * One look.
     *
     * @param backlogs messages that wait, by place
     * @param lateness that 99 % of the messages sent since the last look did not exceed
     */
    record Sample(Map<Backlog, Long> backlogs, Duration lateness) {

        /** The backlogs that are not empty. */
        Map<Backlog, Long> waiting() {
            Map<Backlog, Long> waiting = new EnumMap<>(Backlog.class);
            waiting.putAll(backlogs);
            waiting.values().removeIf(messages -> messages == 0);
            return waiting;
        }
    }

    /**
     * The place that no longer keeps up: over the second half of the step more than a tenth of what came to it piled up, and
     * more messages than a few. Where several do, the last on the way, since a backlog there is what holds up those before.
     */
    Optional<Backlog> gaveWay() {
        Optional<Backlog> last = Optional.empty();
        for (Backlog backlog :
                List.of(Backlog.RECORDED, Backlog.GENERATOR, Backlog.SOURCE, Backlog.SENSOR, Backlog.JOBS)) {
            if (growth(backlog) > allowed(backlog)) {
                last = Optional.of(backlog);
            }
        }
        return last;
    }

    /** Messages that piled up in the second half. */
    long growth(Backlog backlog) {
        return at(backlog, samples.size() - 1) - at(backlog, samples.size() / 2);
    }

    /** Messages that may pile up in the second half. */
    double allowed(Backlog backlog) {
        double coming = rate * time.toMillis() / 1e3 / 2;
        boolean all = backlog == Backlog.GENERATOR || backlog == Backlog.SOURCE;
        return Math.max(FEW, TOLERANCE * coming * (all ? 1 : passing));
    }

    /** Backlogs at the end. */
    Map<Backlog, Long> atTheEnd() {
        return new EnumMap<>(samples.get(samples.size() - 1).backlogs);
    }

    /** The longest lateness of the second half. */
    Duration lateness() {
        return samples.subList(samples.size() / 2, samples.size()).stream()
                .map(Sample::lateness)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private long at(Backlog backlog, int index) {
        return samples.get(index).backlogs.getOrDefault(backlog, 0L);
    }
}
