package io.github.argometer.send;

/**
 * What the service said of one message.
 *
 * @param detail the service's own id of the message, or why it was refused
 */
record Answer(Outcome outcome, String detail) {

    static Answer accepted(String messageId) {
        return new Answer(Outcome.ACCEPTED, messageId);
    }

    static Answer refused(String code, String message) {
        return new Answer(Outcome.FAILED, code + ": " + message);
    }

    /** A message of a batch that the service's answer does not name. */
    static Answer none() {
        return new Answer(Outcome.UNKNOWN, "not in the answer");
    }
}
