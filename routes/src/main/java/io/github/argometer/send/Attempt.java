package io.github.argometer.send;

import java.time.Instant;

/**
 * One request for one message.
 *
 * @param number counts the requests for the same message, from 1
 * @param intended when the plan wanted the message sent
 * @param sent just before the request
 */
record Attempt(Channel channel, PlannedMessage message, int number, Instant intended, Instant sent) {

    Attempt again() {
        return new Attempt(channel, message, number + 1, intended, sent);
    }

    Attempt at(Instant now) {
        return new Attempt(channel, message, number, intended, now);
    }
}
