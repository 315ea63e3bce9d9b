package io.github.argometer.loadtest.analyse.files;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.JsonFile;
import io.github.argometer.loadtest.SettingFiles;
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

    /**
     * The limits in {@code file}; empty where there is no such file, as in a run of an earlier version.
     *
     * @throws BadInputException where it says something else
     */
    public static Optional<RunLimits> read(Path file) {
        Optional<RunLimits> limits = JsonFile.read(file, RunLimits.class, "the limits of a run");
        limits.map(RunLimits::timeoutSeconds).ifPresent(timeout -> {
            if (timeout < 1 || timeout > SettingFiles.LONGEST_TIMEOUT_S) {
                throw new BadInputException("%s: timeoutSeconds = %d: must be an integer from 1 to %d"
                        .formatted(file, timeout, SettingFiles.LONGEST_TIMEOUT_S));
            }
        });
        return limits;
    }

    /** Writes them to {@code file}. */
    public void write(Path file) throws IOException {
        JsonFile.write(file, this);
    }
}
