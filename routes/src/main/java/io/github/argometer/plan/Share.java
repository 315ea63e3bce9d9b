package io.github.argometer.plan;

import io.github.argometer.Settings;
import java.util.Locale;

/**
 * What of a plan this process sends: every {@code workers}-th message, from its own index on.
 *
 * @param worker index of this process, from 0
 * @param workers how many share the plan
 */
public record Share(int worker, int workers) {

    /** The share that {@code send.worker} and {@code send.workers} name. */
    public static Share of(Settings settings) {
        int workers = (int) settings.integer("send.workers");
        return new Share((int) settings.integer("send.worker", workers - 1L), workers);
    }

    /** Whether this process sends the message of that number. */
    boolean has(long number) {
        return number % workers == worker;
    }

    /** How many of {@code messages} this process sends. */
    public long of(long messages) {
        return (messages - worker + workers - 1) / workers;
    }

    /** The name of this process's send ledger. */
    public String ledger() {
        return workers == 1 ? "sent.csv" : String.format(Locale.ROOT, "sent-%d.csv", worker);
    }
}
