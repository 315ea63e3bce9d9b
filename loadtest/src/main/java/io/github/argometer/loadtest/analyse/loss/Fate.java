package io.github.argometer.loadtest.analyse.loss;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What became of a message: each message of the plan has exactly one. */
public enum Fate {
    /** It had to arrive, and did. */
    DELIVERED("delivered"),
    /** It had to be filtered out, may have been handed over, and did not arrive. */
    FILTERED("rightly filtered"),
    /** It had to be filtered out, and arrived. */
    WRONGLY_PASSED("wrongly passed"),
    /** Its row has another id, author or text than was sent. */
    ALTERED("altered"),
    /** It had to arrive, and a filter stopped it: the EventSource's or the Sensor's, as the message's place tells. */
    WRONGLY_DROPPED("wrongly dropped"),
    /** No attempt was made: the run ended before. */
    NEVER_SENT("never sent"),
    /** The send ledger that would tell of it could not be got from its worker. */
    LEDGER_MISSING("send ledger missing"),
    /** Every attempt was refused, or reached nobody. */
    NEVER_ACCEPTED("never accepted"),
    /** SNS handed it to nobody, and put it into its dead-letter queue. */
    GIVEN_UP_BY_SNS("given up by SNS"),
    /** Queue, bus or Kubernetes still has it. */
    STILL_QUEUED("still queued"),
    /** It was accepted, came never to the bus, and nothing has it or says that it failed. */
    NEVER_ON_BUS("never on the bus"),
    /** The EventSource had it last, and says that it failed. */
    DROPPED_BY_SOURCE("dropped by source"),
    /** The bus let it go before the Sensor had it. */
    DROPPED_BY_BUS("dropped by bus"),
    /** The Sensor's trigger failed for good. */
    TRIGGER_FAILED("trigger failed"),
    /** The Sensor took it for a trigger that waits for several events together, and a later one took its place before all were there. */
    OVERTAKEN("overtaken"),
    /** The Sensor took it from the bus, and nothing says that it failed: its trigger, Job or recorder had it last. */
    LOST_BEHIND_SENSOR("lost behind the Sensor"),
    /** Its Job failed before it came to the insert. */
    JOB_FAILED("Job failed"),
    /** Its Job failed at the insert. */
    INSERT_FAILED("insert failed"),
    /** It was lost, and no more is known than between which hops. */
    BETWEEN("lost between");

    private final String label;

    Fate(String label) {
        this.label = label;
    }

    /** As reports say it. */
    public String label() {
        return label;
    }

    /** As a sentence says it of so many messages: {@code 1 Job failed}, {@code 10 Jobs failed}, {@code 10 wrongly dropped}. */
    public String label(long messages) {
        return messages == 1
                ? label
                : switch (this) {
                    case TRIGGER_FAILED, JOB_FAILED, INSERT_FAILED -> label.replace(" failed", "s failed");
                    default -> label;
                };
    }

    /** Whether a message with this fate is as it should be. */
    public boolean good() {
        return this == DELIVERED || this == FILTERED;
    }

    /** SQL that makes the type FATE of these names, and the macro fate_label. */
    public static String sql() {
        return "CREATE TYPE FATE AS ENUM (%s); CREATE MACRO fate_label(f) AS CASE f %s END"
                .formatted(each(", ", "'%s'"), each(" ", "WHEN '%s' THEN '%s'"));
    }

    private static String each(String separator, String form) {
        return Arrays.stream(values())
                .map(fate -> form.formatted(fate.name(), fate.label))
                .collect(Collectors.joining(separator));
    }
}
