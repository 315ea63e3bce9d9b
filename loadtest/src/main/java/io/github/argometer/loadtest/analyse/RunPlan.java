package io.github.argometer.loadtest.analyse;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.argometer.SettingRanges;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.send.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What {@code plan.json} says of a run.
 *
 * @param runId name of the run
 * @param seed of shuffle and delays
 * @param messages planned for each channel
 * @param minDelayMs shortest delay between two messages, in milliseconds
 * @param maxDelayMs longest delay between two messages, in milliseconds
 * @param created when the run began, UTC, ISO 8601
 * @param expected rows that must arrive, by label of each of the run's channels
 * @param warmupMessages messages with a lower number are warm-up, and not counted in statistics; 0 where the file does not say
 * @param workers processes that send, each with a ledger of its own; 0, as where the file does not say, is one
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunPlan(
        @JsonProperty(required = true) String runId,
        @JsonProperty(required = true) long seed,
        @JsonProperty(required = true) long messages,
        @JsonProperty(required = true) long minDelayMs,
        @JsonProperty(required = true) long maxDelayMs,
        @JsonProperty(required = true) String created,
        @JsonProperty(required = true) Map<String, Long> expected,
        long warmupMessages,
        int workers) {

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(RunPlan.class);

    private static final List<String> CHANNELS =
            Stream.of(Channel.values()).map(Channel::label).toList();

    /** Labels of the run's channels, in the order of {@link Channel}. */
    public List<String> channels() {
        return CHANNELS.stream().filter(expected::containsKey).toList();
    }

    /**
     * Reads a plan.
     *
     * @throws BadInputException where the file is missing, cut short, or says less than a plan
     */
    public static RunPlan read(Path file) {
        try {
            RunPlan plan = JSON.readValue(Files.readString(file));
            if (plan.runId == null || !Settings.isName(plan.runId)) {
                throw new BadInputException(
                        "%s: runId = \"%s\": allowed is %s".formatted(file, plan.runId, SettingRanges.NAME.allowed()));
            }
            if (plan.expected == null || plan.expected.isEmpty() || !CHANNELS.containsAll(plan.expected.keySet())) {
                throw new BadInputException("%s: expected names %s: allowed is one or more of %s"
                        .formatted(file, plan.expected == null ? null : plan.expected.keySet(), CHANNELS));
            }
            plan.expected.forEach((channel, rows) -> {
                if (rows == null || rows < 0 || rows > plan.messages) {
                    throw new BadInputException("%s: expected.%s = %s: allowed is an integer from 0 to %d"
                            .formatted(file, channel, rows, plan.messages));
                }
            });
            return plan;
        } catch (JsonProcessingException e) {
            throw new BadInputException("%s: not a plan: %s".formatted(file, firstLine(e.getOriginalMessage())), e);
        } catch (IOException e) {
            throw new BadInputException("%s: cannot be read: %s".formatted(file, e), e);
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
