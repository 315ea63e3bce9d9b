package io.github.argometer.send.aws;

import io.github.argometer.plan.Channel;
import io.github.argometer.plan.PlannedMessage;
import java.time.Instant;

/**
 * One request for one message.
 *
 * @param eventId of the message on {@code channel}
 * @param entry what each line of the send ledger says of the message itself
 * @param number counts the requests for the same message, from 1
 * @param intended when the plan wanted the message sent
 * @param sent just before the request
 */
public record Attempt(
        Channel channel,
        PlannedMessage message,
        String eventId,
        String entry,
        int number,
        Instant intended,
        Instant sent) {

    /** The next attempt with the same message. */
    public Attempt again() {
        return new Attempt(channel, message, eventId, entry, number + 1, intended, sent);
    }

    /** The same attempt, sent at {@code now}. */
    public Attempt at(Instant now) {
        return new Attempt(channel, message, eventId, entry, number, intended, now);
    }
}
