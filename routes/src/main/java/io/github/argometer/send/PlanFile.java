package io.github.argometer.send;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.argometer.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A plan as a file, in YAML or JSON: the same values as the settings, by the names that a run's {@code plan.json} has, so
 * that this repeats the run. What the file names goes before the settings.
 */
public final class PlanFile {

    private static final Map<String, String> KEYS = new TreeMap<>(Map.ofEntries(
            Map.entry("seed", "send.seed"),
            Map.entry("messages", "send.messages"),
            Map.entry("warmupMessages", "send.warmup-messages"),
            Map.entry("channels", "send.channels"),
            Map.entry("payloadBytes", "send.payload-bytes"),
            Map.entry("mix", "send.mix"),
            Map.entry("arrival.kind", "send.arrival"),
            Map.entry("arrival.minDelayMs", "send.delay.min"),
            Map.entry("arrival.maxDelayMs", "send.delay.max"),
            Map.entry("arrival.rate", "send.rate"),
            Map.entry("arrival.from", "send.ramp.from"),
            Map.entry("arrival.to", "send.ramp.to"),
            Map.entry("arrival.seconds", "send.ramp.seconds"),
            Map.entry("arrival.steps", "send.steps"),
            Map.entry("expect.sqs.ids", "expect.sqs.ids"),
            Map.entry("expect.sqs.authors", "expect.sqs.authors"),
            Map.entry("expect.sns.ids", "expect.sns.ids"),
            Map.entry("expect.sns.authors", "expect.sns.authors")));

    /** What a run adds to its plan, and a repetition makes anew. */
    private static final Set<String> OF_THE_RUN =
            Set.of("runId", "created", "expected", "minDelayMs", "maxDelayMs", "workers");

    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Settings settings;
    private final Path file;
    /** Field by setting key, and value by setting key. */
    private final Map<String, String> fields = new HashMap<>();

    private final Map<String, String> values = new HashMap<>();

    private PlanFile(Settings settings, Path file) {
        this.settings = settings;
        this.file = file;
    }

    /**
     * The settings with the file over them that {@code send.plan} names; themselves where it names none.
     *
     * @throws Settings.Invalid for a file that cannot be read, or has a field that no plan has
     */
    static Settings over(Settings settings) {
        if (settings.text("send.plan").isEmpty()) {
            return settings;
        }
        PlanFile plan = read(settings);
        return new Settings(
                key -> plan.values.getOrDefault(key, settings.text(key)),
                key -> plan.fields.containsKey(key) ? plan.file + ": " + plan.fields.get(key) : settings.named(key));
    }

    /** The keys of the settings that the file of {@code send.plan} takes the place of. */
    public static Set<String> keys(Settings settings) {
        return settings.text("send.plan").isEmpty()
                ? Set.of()
                : read(settings).values.keySet();
    }

    private static PlanFile read(Settings settings) {
        PlanFile plan = new PlanFile(settings, Path.of(settings.text("send.plan")));
        try {
            JsonNode root = YAML.readTree(Files.readString(plan.file));
            if (!root.isObject()) {
                throw plan.unreadable("no fields");
            }
            plan.take("", root);
        } catch (JsonProcessingException e) {
            throw plan.unreadable(e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw plan.unreadable(e.toString());
        }
        return plan;
    }

    private Settings.Invalid unreadable(String reason) {
        return settings.invalid("send.plan", "a plan in YAML or JSON; this is none: " + reason);
    }

    private void take(String parent, JsonNode node) {
        node.properties().forEach(entry -> {
            String field = parent + entry.getKey();
            JsonNode value = entry.getValue();
            if (KEYS.containsKey(field)) {
                fields.put(KEYS.get(field), field);
                values.put(KEYS.get(field), text(field, value));
            } else if (value.isObject() && KEYS.keySet().stream().anyMatch(key -> key.startsWith(field + "."))) {
                take(field + ".", value);
            } else if (!OF_THE_RUN.contains(field)) {
                throw settings.invalid(
                        "send.plan",
                        "a plan with no other fields than %s; this has %s".formatted(KEYS.keySet(), field));
            }
        });
    }

    private String text(String field, JsonNode value) {
        if (!value.isArray()) {
            return value.isNull() ? "" : value.asText();
        }
        return StreamSupport.stream(value.spliterator(), false)
                .map(element -> switch (field) {
                    case "mix" -> joined(element, ":", "id", "author", "weight");
                    case "arrival.steps" -> joined(element, "x", "rate", "seconds");
                    default -> element.asText();
                })
                .collect(Collectors.joining(","));
    }

    /** An object as the settings write it; one with other fields as it is, which no range allows. */
    private static String joined(JsonNode element, String separator, String... names) {
        if (!Set.of(names)
                .equals(element.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet()))) {
            return element.toString();
        }
        StringJoiner text = new StringJoiner(separator);
        List.of(names).forEach(name -> text.add(element.path(name).asText()));
        return text.toString();
    }
}
