package io.github.argometer.loadtest.analyse;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.argometer.loadtest.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
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

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The limits in {@code file}; empty where there is no such file, as in a run of an earlier version.
     *
     * @throws BadInputException where it says something else
     */
    public static Optional<RunLimits> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            RunLimits limits = JSON.readValue(Files.readString(file), RunLimits.class);
            if (limits == null || limits.timeoutSeconds < 1 || limits.timeoutSeconds > LONGEST) {
                throw new BadInputException("%s: timeoutSeconds = %s: allowed is an integer from 1 to %d"
                        .formatted(file, limits == null ? null : limits.timeoutSeconds, LONGEST));
            }
            return Optional.of(limits);
        } catch (JsonProcessingException e) {
            String why = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new BadInputException("%s: not the limits of a run: %s".formatted(file, why), e);
        } catch (IOException e) {
            throw new BadInputException("%s: cannot be read: %s".formatted(file, e), e);
        }
    }

    /** Writes them to {@code file}. */
    public void write(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    }
}
