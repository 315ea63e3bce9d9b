package io.github.argometer.loadtest.cluster;

/**
 * Something that must be there before a message may go out, and is not.
 *
 * @param what is missing, by its name
 * @param mend what to do about it
 */
public record Missing(String what, String mend) {

    @Override
    public String toString() {
        return what + "\n  → " + mend;
    }
}
