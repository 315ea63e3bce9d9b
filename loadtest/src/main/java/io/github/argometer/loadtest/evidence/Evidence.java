package io.github.argometer.loadtest.evidence;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.argometer.WholeFile;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.JsonFile;
import io.github.argometer.plan.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the system under test knew when a run was over.
 *
 * @param taken when it was asked, UTC, ISO 8601
 * @param channels by label; a channel that is not there could not be asked
 * @param restarts containers on the events' way that ended during the run, or came in another's place, in the order of time
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Evidence(String taken, Map<String, ChannelEvidence> channels, List<Restart> restarts) {

    /** Nothing is known. */
    public static final Evidence NONE = new Evidence("", Map.of());

    private static final List<String> CHANNELS =
            Stream.of(Channel.values()).map(Channel::label).toList();

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Never null. */
    public Evidence {
        channels = channels == null ? Map.of() : channels;
        restarts = restarts == null ? List.of() : restarts;
    }

    /** Of a system that says nothing of its containers. */
    public Evidence(String taken, Map<String, ChannelEvidence> channels) {
        this(taken, channels, List.of());
    }

    /**
     * A container that started again.
     *
     * @param pod its pod's name
     * @param container its name
     * @param at when it ended, or a new one began, UTC, ISO 8601, in whole seconds of the cluster's clock; null where not known
     * @param reason as Kubernetes says it, with the exit code
     */
    public record Restart(String pod, String container, String at, String reason) {}

    /** What is known of {@code channel}. */
    public ChannelEvidence channel(String channel) {
        return channels.getOrDefault(channel, ChannelEvidence.NONE);
    }

    /**
     * The evidence in {@code file}, or {@link #NONE} where there is no such file.
     *
     * @throws BadInputException where it is no evidence, or says what cannot be
     */
    public static Evidence read(Path file) {
        Evidence evidence =
                JsonFile.read(file, Evidence.class, "what a cluster says").orElse(NONE);
        evidence.channels.forEach((channel, known) -> {
            if (!CHANNELS.contains(channel)) {
                throw new BadInputException(
                        "%s: channels names \"%s\": must be one of %s".formatted(file, channel, CHANNELS));
            }
            String field = "%s: channels.%s".formatted(file, channel);
            if (known == null) {
                throw new BadInputException(field + " = null: must be an object");
            }
            known.check(field);
        });
        return evidence;
    }

    /** Writes it to {@code file}. */
    public void write(Path file) throws IOException {
        WholeFile.write(file, JSON.writeValueAsString(this) + "\n");
    }
}
