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
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a run keeps its files: {@code <runs>/<run id>/} with {@code plan.json}, {@code sent.csv} and later
 * {@code records.csv}, which each export replaces as a whole; the others are added and appended to, never rewritten.
 *
 * @param runs folder of all runs
 */
public record RunFolder(Path runs) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

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
        return JSON.writeValueAsString(fields(plan, created)) + "\n";
    }

    private static Map<String, Object> fields(SendPlan plan, Instant created) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(PlanFile.RUN_ID, plan.runId());
        fields.put(PlanFile.SEED, plan.seed());
        fields.put(PlanFile.MESSAGES, plan.messages());
        fields.put(PlanFile.WARMUP_MESSAGES, plan.warmupMessages());
        fields.put(
                PlanFile.CHANNELS, plan.channels().stream().map(Channel::label).toList());
        fields.put(PlanFile.ARRIVAL, plan.arrival());
        fields.put(PlanFile.MIN_DELAY_MS, plan.arrival().shortestPause().toMillis());
        fields.put(
                PlanFile.MAX_DELAY_MS,
                plan.arrival().longestPause().plusNanos(999_999).toMillis());
        fields.put(PlanFile.MIX, plan.mix());
        fields.put(PlanFile.PAYLOAD_BYTES, plan.payloadBytes());
        fields.put(PlanFile.WORKERS, plan.workers());
        fields.put(PlanFile.CREATED, Times.text(created));
        Map<String, Expectation> expect = new LinkedHashMap<>();
        plan.expectations().forEach((channel, expectation) -> expect.put(channel.label(), expectation));
        fields.put(PlanFile.EXPECT, expect);
        fields.put(PlanFile.EXPECTED, new TreeMap<>(plan.expected()));
        return fields;
    }
}
