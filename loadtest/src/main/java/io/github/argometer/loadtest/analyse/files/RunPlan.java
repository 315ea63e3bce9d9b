package io.github.argometer.loadtest.analyse.files;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.argometer.SettingRanges;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.JsonFile;
import io.github.argometer.plan.Channel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

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

    /** As many as settings allow. */
    private static final long MOST = 1_000_000_000;

    private static final int WORKERS = 1_000;

    private static final List<String> CHANNELS =
            Channel.SHIPPED.stream().map(Channel::label).toList();

    /** Labels of the run's channels, in the order of {@link Channel}. */
    public List<String> channels() {
        return CHANNELS.stream().filter(expected::containsKey).toList();
    }

    /**
     * Reads a plan.
     *
     * @throws BadInputException where the file is missing, cut short, says less than a plan, or has a number that no plan can have
     */
    public static RunPlan read(Path file) {
        RunPlan plan = JsonFile.read(file, RunPlan.class, "a plan")
                .orElseThrow(() -> new BadInputException(file + ": missing"));
        if (plan.runId == null || !Settings.isName(plan.runId)) {
            throw new BadInputException(
                    "%s: runId = \"%s\": must be %s".formatted(file, plan.runId, SettingRanges.NAME.allowed()));
        }
        whole(file, "messages", plan.messages, 1, MOST);
        whole(file, "warmupMessages", plan.warmupMessages, 0, plan.messages - 1);
        whole(file, "minDelayMs", plan.minDelayMs, 0, Long.MAX_VALUE);
        whole(file, "maxDelayMs", plan.maxDelayMs, plan.minDelayMs, Long.MAX_VALUE);
        whole(file, "workers", (long) plan.workers, 0, WORKERS);
        if (plan.expected == null || plan.expected.isEmpty() || !CHANNELS.containsAll(plan.expected.keySet())) {
            throw new BadInputException("%s: expected names %s: must be one or more of %s"
                    .formatted(file, plan.expected == null ? null : plan.expected.keySet(), CHANNELS));
        }
        plan.expected.forEach((channel, rows) -> whole(file, "expected." + channel, rows, 0, plan.messages));
        return plan;
    }

    private static void whole(Path file, String field, Long value, long least, long most) {
        if (value == null || value < least || value > most) {
            String allowed =
                    most == Long.MAX_VALUE ? "of %d or more".formatted(least) : "from %d to %d".formatted(least, most);
            throw new BadInputException("%s: %s = %s: must be an integer %s".formatted(file, field, value, allowed));
        }
    }
}
