package io.github.argometer.loadtest.run;

import io.github.argometer.plan.Channel;
import io.github.argometer.send.Worker;
import java.util.Locale;
import java.util.Map;

/**
 * How far a run is.
 *
 * @param channels by channel, in their order
 * @param jobsDeleted Jobs cleaned up so far
 * @param note what is not as usual at the moment; "" when all is
 */
record Snapshot(Map<Channel, State> channels, long jobsDeleted, String note) {

    /**
     * How far a channel is.
     *
     * @param planned messages
     * @param sent what became of them so far
     * @param rate messages a second whose sending ended since the last look
     * @param expected rows
     * @param recorded rows so far
     * @param rows the most that one message ends as
     */
    record State(long planned, Worker.Sent sent, double rate, long expected, long recorded, long rows) {

        /** Whether the sending of every message has ended. */
        boolean allSent() {
            return sent.ended() == planned;
        }

        /** Whether as many rows are there as can be sure to come: only a failed send is sure to bring none. */
        boolean mayBeComplete() {
            return allSent() && recorded >= expected - sent.failed() * rows;
        }

        /** How sending goes, such as {@code 40/s, 1.3 ms late, 2 in flight}; "" when nothing is being sent. */
        String pace() {
            double late = sent.latenessNanos() / 1e6;
            return rate == 0 && sent.inFlight() == 0
                    ? ""
                    : String.format(Locale.ROOT, "%,.0f/s, %,.1f ms late, %,d in flight", rate, late, sent.inFlight());
        }
    }

    /** Messages of all channels whose sending has ended. */
    long ended() {
        return channels.values().stream()
                .mapToLong(state -> state.sent().ended())
                .sum();
    }

    /** Whether the sending of every message has ended. */
    boolean allSent() {
        return channels.values().stream().allMatch(State::allSent);
    }

    /** Whether every channel may be complete. */
    boolean mayBeComplete() {
        return channels.values().stream().allMatch(State::mayBeComplete);
    }

    /** Rows of all channels. */
    long recorded() {
        return channels.values().stream().mapToLong(State::recorded).sum();
    }
}
