package io.github.argometer.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.argometer.Times;
import io.github.argometer.WholeFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where a run keeps its files: {@code <runs>/<run id>/} with {@code plan.json}, {@code sent.csv} and later
 * {@code records.csv}, which each export replaces as a whole; the others are added and appended to, never rewritten.
 *
 * @param runs folder of all runs
 */
public record RunFolder(Path runs) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** What JSON may have raw, and YAML may not; it can only stand in strings. */
    private static final Pattern CONTROL = Pattern.compile("[\\x7f-\\x9f]");

    /**
     * Makes the folder of {@code plan} and saves the plan in it, in full: {@code send.plan} takes the file.
     *
     * @return the folder
     * @throws IOException where the folder cannot be written, or the run is there already
     */
    public Path open(SendPlan plan, Instant created) throws IOException {
        Path folder = Files.createDirectories(runs.resolve(plan.runId()));
        try {
            WholeFile.create(folder.resolve("plan.json"), json(plan, created));
        } catch (FileAlreadyExistsException e) {
            throw new IOException(String.format(
                    Locale.ROOT, "run.id = \"%s\": a run of that name is in %s already", plan.runId(), folder));
        }
        return folder;
    }

    /** What {@code plan.json} says of {@code plan}. */
    public static String json(SendPlan plan, Instant created) throws IOException {
        String json = JSON.writeValueAsString(fields(plan, created)) + "\n";
        return CONTROL.matcher(json)
                .replaceAll(found -> String.format(
                        Locale.ROOT, "\\\\u%04x", (int) found.group().charAt(0)));
    }

    private static Map<String, Object> fields(SendPlan plan, Instant created) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(PlanFile.RUN_ID, plan.runId());
        fields.put(PlanFile.SEED, plan.seed());
        fields.put(PlanFile.MESSAGES, plan.messages());
        fields.put(PlanFile.WARMUP_MESSAGES, plan.warmupMessages());
        fields.put(PlanFile.CHANNELS, plan.isShipped() ? labels(plan.channels()) : channels(plan));
        fields.put(PlanFile.ARRIVAL, plan.arrival());
        fields.put(PlanFile.MIN_DELAY_MS, plan.arrival().shortestPause().toMillis());
        fields.put(
                PlanFile.MAX_DELAY_MS,
                plan.arrival().longestPause().plusNanos(999_999).toMillis());
        Optional<Mix> mix = Mix.of(plan);
        mix.ifPresent(said -> {
            fields.put(Mix.MIX, said.mix());
            fields.put(Mix.PAYLOAD_BYTES, 0);
        });
        fields.put(
                PlanFile.PAYLOADS,
                plan.payloads().stream()
                        .map(payload -> payload(payload, plan.isShipped()))
                        .toList());
        fields.put(PlanFile.WORKERS, plan.workers());
        fields.put(PlanFile.CREATED, Times.text(created));
        mix.ifPresent(said -> fields.put(Mix.EXPECT, said.expect()));
        fields.put(PlanFile.EXPECTED, new TreeMap<>(plan.expected()));
        return fields;
    }

    private static List<String> labels(Collection<Channel> channels) {
        return channels.stream().map(Channel::label).toList();
    }

    private static Map<String, Object> channels(SendPlan plan) {
        Map<String, Object> channels = new LinkedHashMap<>();
        plan.targets().forEach((channel, target) -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put(OwnMessages.EVENT, target.event());
            if (!target.endpoint().isEmpty()) {
                fields.put(OwnMessages.ENDPOINT, target.endpoint());
            }
            fields.put(OwnMessages.MARK, target.mark().toString());
            fields.put(OwnMessages.TRIGGERS, target.triggers());
            channels.put(channel.label(), fields);
        });
        return channels;
    }

    private static Map<String, Object> payload(Payload payload, boolean shipped) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (!shipped) {
            fields.put(OwnMessages.NAME, payload.name());
        }
        fields.put(OwnMessages.TEXT, payload.text());
        fields.put(OwnMessages.WEIGHT, payload.weight());
        if (!payload.choose().isEmpty()) {
            fields.put(OwnMessages.CHOOSE, payload.choose());
        }
        if (!payload.expect().isEmpty()) {
            fields.put(OwnMessages.EXPECT, shipped ? labels(payload.expect().keySet()) : byLabel(payload.expect()));
        }
        return fields;
    }

    private static Map<String, List<String>> byLabel(Map<Channel, List<String>> of) {
        Map<String, List<String>> byLabel = new LinkedHashMap<>();
        of.forEach((channel, value) -> byLabel.put(channel.label(), value));
        return byLabel;
    }
}
