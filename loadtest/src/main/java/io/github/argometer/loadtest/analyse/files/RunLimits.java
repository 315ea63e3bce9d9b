package io.github.argometer.loadtest.analyse.files;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a run was held to, kept in {@code limits.json}, so that a later analysis judges it by the same.
 *
 * @param timeoutSeconds longest wait for the last row after the last message, in seconds
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunLimits(@JsonProperty(required = true) long timeoutSeconds) {

    /** The longest time-out that there is, in seconds. */
    public static final long LONGEST = 86_400;

    /**
     * The limits in {@code file}; empty where there is no such file, as in a run of an earlier version.
     *
     * @throws BadInputException where it says something else
     */
    public static Optional<RunLimits> read(Path file) {
        Optional<RunLimits> limits = JsonFile.read(file, RunLimits.class, "the limits of a run");
        limits.map(RunLimits::timeoutSeconds).ifPresent(timeout -> {
            if (timeout < 1 || timeout > LONGEST) {
                throw new BadInputException(
                        "%s: timeoutSeconds = %d: must be an integer from 1 to %d".formatted(file, timeout, LONGEST));
            }
        });
        return limits;
    }

    /** Writes them to {@code file}. */
    public void write(Path file) throws IOException {
        JsonFile.write(file, this);
    }
}
