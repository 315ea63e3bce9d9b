package io.github.argometer.loadtest;

/** Input that cannot be used: an argument, a setting's name, a file of a run. The message, one line, says which and why. */
public final class BadInputException extends RuntimeException {

    /** {@code message} is shown to the user as it stands. */
    public BadInputException(String message) {
        super(message);
    }

    /** {@code message} is shown to the user as it stands; {@code cause} is for debugging. */
    public BadInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
