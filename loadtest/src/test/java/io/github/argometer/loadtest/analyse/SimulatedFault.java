package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.analyse.loss.Fate;
import java.util.Set;

/**
 * One fault at one place of the way from sender to table.
 *
 * @see SimulatedRun
 */
enum SimulatedFault {
    NONE(1, 6),
    SERVICE_SILENT(1, 2),
    QUEUE_HOLDS(1, 2, Fate.STILL_QUEUED),
    DEAD_LETTERS(1, 2, Fate.STILL_QUEUED),
    SOURCE_SILENT(2, 3),
    SOURCE_FAILS(2, 3, Fate.DROPPED_BY_SOURCE),
    SOURCE_FILTER(2, 3, Fate.WRONGLY_DROPPED),
    BUS_SILENT(3, 4),
    BUS_DROPS(3, 4, Fate.DROPPED_BY_BUS),
    BUS_HOLDS(3, 4, Fate.STILL_QUEUED),
    SENSOR_SILENT(4, 5),
    /** Stops one content, as a filter that errors does. */
    SENSOR_FILTER(4, 5, Fate.WRONGLY_DROPPED),
    /** Wants another author. */
    SENSOR_FILTER_CHANGED(4, 5, Fate.WRONGLY_DROPPED),
    TRIGGER_SILENT(4, 5),
    TRIGGER_FAILS(4, 5, Fate.TRIGGER_FAILED),
    JOB_FAILS(5, 6, Fate.JOB_FAILED),
    INSERT_FAILS(5, 6, Fate.INSERT_FAILED),
    JOB_FAILS_NAMELESS(5, 6),
    JOB_FAILS_AFTER_ITS_ROW(5, 6),
    JOB_FAILS_AFTER_ITS_ROW_NAMELESS(5, 6),
    JOB_HANGS(5, 6, Fate.STILL_QUEUED),
    JOB_HANGS_AFTER_ITS_ROW(5, 6),
    RECORDER_SILENT(5, 6);

    /** Between which hops it is: 0 sent, 1 accepted, 2 source, 3 bus, 4 sensor, 5 trigger, 6 committed. */
    final int from;

    final int to;

    /** The fates that it may be called, besides lost between. */
    final Set<Fate> names;

    SimulatedFault(int from, int to, Fate... names) {
        this.from = from;
        this.to = to;
        this.names = Set.of(names);
    }

    boolean isOf(String channel, boolean bus) {
        return switch (this) {
            case DEAD_LETTERS -> bus || channel.equals("sqs");
            case QUEUE_HOLDS, SOURCE_FILTER -> channel.equals("sqs");
            default -> !name().startsWith("JOB_") && this != INSERT_FAILS || channel.equals("sqs");
        };
    }

    boolean isAFilter() {
        return name().contains("FILTER");
    }

    /** What becomes of a message that it hits, where the bus tells of each one. */
    Fate byBus(String channel) {
        return switch (this) {
            case DEAD_LETTERS -> channel.equals("sns") ? Fate.GIVEN_UP_BY_SNS : Fate.STILL_QUEUED;
            case SERVICE_SILENT, SOURCE_SILENT -> Fate.NEVER_ON_BUS;
            case BUS_SILENT -> Fate.DROPPED_BY_BUS;
            case SENSOR_SILENT, TRIGGER_SILENT, JOB_FAILS_NAMELESS, RECORDER_SILENT -> Fate.LOST_BEHIND_SENSOR;
            default -> names.stream().findFirst().orElse(null);
        };
    }

    /** Whether nothing but the count of a hop, which must fit, tells it from what happens close by. */
    boolean isCounted() {
        return Set.of(QUEUE_HOLDS, SOURCE_FAILS, TRIGGER_FAILS, JOB_HANGS).contains(this);
    }

    /** Whether messages come to grief by it, and are not only told so. */
    boolean loses() {
        return this != NONE && !name().contains("AFTER_ITS_ROW");
    }

    /** Whether something counts what it does. */
    boolean admitted() {
        return !names.isEmpty() && !isAFilter();
    }
}
