package io.github.argometer.loadtest;

import java.util.List;
import java.util.stream.Collectors;

/** The system under test could not be reached, or is not ready. The message says what is missing and how to mend it. */
public final class NotReadyException extends RuntimeException {

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

    private final transient List<Missing> missing;

    /** Nothing was sent, since all of {@code missing} is. */
    public NotReadyException(List<Missing> missing) {
        super(missing.stream().map(Missing::toString).collect(Collectors.joining("\n")));
        this.missing = List.copyOf(missing);
    }

    /** One thing is missing. */
    public NotReadyException(String what, String mend) {
        this(List.of(new Missing(what, mend)));
    }

    /** What is missing, in the order in which an event would need it. */
    public List<Missing> missing() {
        return missing;
    }
}
