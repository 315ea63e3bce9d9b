package io.github.argometer.loadtest.run;

import io.github.argometer.plan.Channel;
import java.time.Duration;
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
     * @param accepted messages that the service has
     * @param failed messages that it does not have
     * @param unknown messages that it may have
     * @param expected rows
     * @param recorded rows so far
     * @param pace how sending goes at the moment
     */
    record State(long planned, long accepted, long failed, long unknown, long expected, long recorded, Pace pace) {

        /** Messages whose sending has ended, this way or that. */
        long ended() {
            return accepted + failed + unknown;
        }

        /** Whether as many rows are there as can be sure to come: only a failed send is sure to bring none. */
        boolean mayBeComplete() {
            return ended() == planned && recorded >= expected - failed;
        }
    }

    /**
     * How sending goes between two looks.
     *
     * @param rate messages a second whose sending ended
     * @param lateness that 99 % of the messages sent did not exceed
     * @param inFlight requests without an answer yet
     */
    record Pace(double rate, Duration lateness, long inFlight) {

        /** Nothing is being sent. */
        static final Pace NONE = new Pace(0, Duration.ZERO, 0);

        /** Such as {@code 40/s, 1.3 ms late, 2 in flight}; "" when nothing is being sent. */
        String text() {
            return rate == 0 && inFlight == 0
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "%,.0f/s, %,.1f ms late, %,d in flight",
                            rate,
                            lateness.toNanos() / 1e6,
                            inFlight);
        }
    }

    /** Messages of all channels whose sending has ended. */
    long ended() {
        return channels.values().stream().mapToLong(State::ended).sum();
    }

    /** Whether the sending of every message has ended. */
    boolean allSent() {
        return channels.values().stream().allMatch(state -> state.ended() == state.planned());
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
