package io.github.argometer.loadtest.capacity;

/** A step could not be looked at, so nothing is known of it. */
final class UnseenException extends Exception {

    /** For what {@code why} says. */
    UnseenException(String why) {
        super(why);
    }
}
