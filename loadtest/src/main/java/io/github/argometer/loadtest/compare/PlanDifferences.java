package io.github.argometer.loadtest.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.argometer.Printable;
import io.github.argometer.loadtest.JsonFile;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import io.github.argometer.plan.Flow;
import io.github.argometer.plan.RunFolder;
import io.github.argometer.plan.SendPlan;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * In what the plans of two runs differ, beside name, seed and time: what is then said to have changed may be the plan's doing. What
 * one of the plans does not say, as those of an earlier version, is not compared.
 */
public final class PlanDifferences {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a plan means that does not say it. */
    private static final Map<String, String> DEFAULTS = Map.of("warmupMessages", "0", "workers", "1");

    private static final List<String> COMPARED = List.of("messages", "warmupMessages", "arrival", "workers");

    private static final String PAYLOADS = "payloads";

    /** What plans said before they had payloads, and still say of the demo's messages. */
    private static final List<String> BEFORE_PAYLOADS = List.of("mix", "payloadBytes", "expect");

    /** Payloads can be long: so much of a value is shown. */
    private static final int CHARACTERS = 500;

    private PlanDifferences() {}

    /**
     * A line for each difference, such as {@code messages: 600 and 1200}.
     *
     * @throws io.github.argometer.loadtest.BadInputException where a plan is missing or no plan
     */
    public static List<String> of(RunFiles first, RunFiles second) {
        return of(first, RunPlan.read(second.plan()).channels(), read(second));
    }

    /**
     * The same for a run that is still to be made.
     *
     * @throws io.github.argometer.loadtest.BadInputException where the plan of {@code first} is missing or no plan
     */
    public static List<String> of(RunFiles first, SendPlan second) throws IOException {
        return of(
                first,
                second.flows().stream().sorted().map(Flow::label).toList(),
                JSON.readTree(RunFolder.json(second, Instant.EPOCH)));
    }

    private static List<String> of(RunFiles first, List<String> channels, JsonNode after) {
        List<String> differences = new ArrayList<>();
        add(differences, "channels", RunPlan.read(first.plan()).channels().toString(), channels.toString());
        JsonNode before = read(first);
        if (differences.isEmpty()
                && before.path("channels").isObject()
                && after.path("channels").isObject()) {
            add(differences, "channels", text(before, "channels"), text(after, "channels"));
        }
        COMPARED.forEach(field -> add(differences, field, text(before, field), text(after, field)));
        if (before.has(PAYLOADS) && after.has(PAYLOADS)) {
            add(differences, PAYLOADS, text(before, PAYLOADS), text(after, PAYLOADS));
        } else {
            BEFORE_PAYLOADS.forEach(field -> add(differences, field, mix(before, field), mix(after, field)));
        }
        if (!before.has("arrival") || !after.has("arrival")) {
            List.of("minDelayMs", "maxDelayMs")
                    .forEach(field -> add(differences, field, text(before, field), text(after, field)));
        }
        return differences;
    }

    private static JsonNode read(RunFiles files) {
        return JsonFile.read(files.plan(), JsonNode.class, "a plan").orElseThrow();
    }

    /** Other payloads than the demo's are no mix, which is something else than one that is not said. */
    private static String mix(JsonNode plan, String field) {
        return plan.has(PAYLOADS) && !plan.has(field) ? "none" : text(plan, field);
    }

    private static String text(JsonNode plan, String field) {
        JsonNode value = plan.get(field);
        return value == null || value.isNull() || value.isInt() && value.intValue() == 0 && field.equals("workers")
                ? DEFAULTS.get(field)
                : numbersAlike(value.deepCopy()).toString().replace("\"", "");
    }

    /** A rate of 8.0 is one of 8; texts are compared as they are. */
    private static JsonNode numbersAlike(JsonNode value) {
        if (value.isNumber()) {
            return TextNode.valueOf(value.decimalValue().stripTrailingZeros().toPlainString());
        }
        if (value instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(numbersAlike(field.getValue())));
        } else if (value instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                list.set(i, numbersAlike(list.get(i)));
            }
        }
        return value;
    }

    private static void add(List<String> differences, String field, String before, String after) {
        if (before != null && after != null && !before.equals(after)) {
            differences.add("%s: %s and %s"
                    .formatted(field, Printable.cut(before, CHARACTERS), Printable.cut(after, CHARACTERS)));
        }
    }
}
