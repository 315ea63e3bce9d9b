package io.github.argometer.loadtest.analyse;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What goes wrong on a channel, besides what goes wrong with single messages. */
enum Mishap {
    NO_EVIDENCE("lost between", "accepted and committed", null),
    QUEUE("still queued", "queue", "queued"),
    DEAD_LETTERS("still queued", "dead letters in argometer-dead", "deadLetters"),
    SOURCE("dropped by source", "", "sourceFailed"),
    BUS("still queued", "bus", "busPending"),
    BUS_LIMIT("dropped by bus", "", "busDropped"),
    TRIGGER("trigger failed", "", "triggerFailed"),
    SENSOR(null, null, null),
    JOBS("still queued", "Jobs", "jobsActive"),
    VANISHED("lost between", "trigger and committed", null);

    private final String fate;
    private final String where;
    private final String counter;

    Mishap(String fate, String where, String counter) {
        this.fate = fate;
        this.where = where;
        this.counter = counter;
    }

    /**
     * The fate of a message that is missing, where {@code mishap} or nothing (null) went wrong with its channel.
     *
     * @param doubled whether some rows were delivered more often than once, so that triggers do not tell of messages
     */
    static PlantedRun.Truth explained(PlantedRun.Truth open, Mishap mishap, boolean doubled) {
        boolean unsure = open.where().equals("unsure");
        boolean silent = mishap == null || mishap == SENSOR;
        String to = mishap == null
                ? "trigger"
                : switch (mishap) {
                    case QUEUE, DEAD_LETTERS -> "source";
                    case SOURCE -> "bus";
                    case BUS, BUS_LIMIT -> "sensor";
                    case TRIGGER, SENSOR -> "trigger";
                    case JOBS, VANISHED, NO_EVIDENCE -> "committed";
                };
        String bound = silent && doubled ? "committed" : to;
        String fate = unsure || silent ? "lost between" : mishap.fate;
        String where = unsure || silent ? (unsure ? "sent and " : "accepted and ") + bound : mishap.where;
        return new PlantedRun.Truth(fate, where, 0, 0, false, open.warmUp(), open.attempts());
    }

    /**
     * What the hops of a channel count where {@code mishap} or nothing (null) went wrong with {@code missing} of the messages
     * that the service accepted; {@code more} of an unknown outcome came to grief with them. All of either are {@code sent}.
     */
    static Map<String, Object> counters(Mishap mishap, int sent, int triggered, int missing, int more) {
        Map<String, Object> counters = new TreeMap<>();
        for (String counter : List.of(
                "queued", "deadLetters", "sourceFailed", "busPending", "busDropped", "triggerFailed", "jobsActive")) {
            counters.put(counter, 0);
        }
        counters.put("deadLetterQueue", "\"argometer-dead\"");
        // The service delivered more often than any was sent, so that nothing is proven by it.
        counters.put("sourceSent", 3 * sent + 3);
        counters.put("triggered", mishap == VANISHED || mishap == JOBS ? triggered + missing : triggered);
        if (mishap != null && mishap.counter != null) {
            counters.put(mishap.counter, mishap == TRIGGER ? missing : missing + more);
        }
        return counters;
    }
}
