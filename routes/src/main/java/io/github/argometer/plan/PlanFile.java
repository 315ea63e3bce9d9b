package io.github.argometer.plan;

import io.github.argometer.Range;
import io.github.argometer.SettingRanges;
import io.github.argometer.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A plan as a file, in YAML or JSON: the same values as the settings, by the names that a run's {@code plan.json} has, so
 * that this repeats the run. What the file names replaces the settings. A value is its text, or is refused by line and field.
 */
public final class PlanFile {

    // the fields of plan.json, which RunFolder writes
    static final String RUN_ID = "runId";
    static final String SEED = "seed";
    static final String MESSAGES = "messages";
    static final String WARMUP_MESSAGES = "warmupMessages";
    static final String CHANNELS = "channels";
    static final String ARRIVAL = "arrival";
    static final String MIN_DELAY_MS = "minDelayMs";
    static final String MAX_DELAY_MS = "maxDelayMs";
    static final String MIX = "mix";
    static final String PAYLOAD_BYTES = "payloadBytes";
    static final String WORKERS = "workers";
    static final String CREATED = "created";
    static final String EXPECT = "expect";
    static final String EXPECTED = "expected";

    private static final Range INTEGER = SettingRanges.INTEGER;
    private static final Range NUMBER = SettingRanges.NUMBER;
    private static final Range AUTHOR = SettingRanges.AUTHOR;
    private static final Range WORD = new Range.Exact("one word", "[A-Za-z0-9-]+");

    /**
     * The setting that a field takes the place of.
     *
     * @param list whether it has many values
     * @param separator of the parts of a value; "" where a value has no parts
     * @param parts by name, in the order of the setting; one without a name where a value has no parts
     */
    private record Field(String key, boolean list, String separator, Map<String, Range> parts) {

        private static Field of(String key, Range value) {
            return new Field(key, false, "", Map.of("", value));
        }

        private static Field list(String key, Range value) {
            return new Field(key, true, "", Map.of("", value));
        }

        private static Field list(String key, String separator, Object... parts) {
            Map<String, Range> byName = new LinkedHashMap<>();
            for (int i = 0; i < parts.length; i += 2) {
                byName.put((String) parts[i], (Range) parts[i + 1]);
            }
            return new Field(key, true, separator, byName);
        }
    }

    private static final Map<String, Field> FIELDS = new TreeMap<>(Map.ofEntries(
            Map.entry(SEED, Field.of("send.seed", INTEGER)),
            Map.entry(MESSAGES, Field.of("send.messages", INTEGER)),
            Map.entry(WARMUP_MESSAGES, Field.of("send.warmup-messages", INTEGER)),
            Map.entry(CHANNELS, Field.list("send.channels", WORD)),
            Map.entry(PAYLOAD_BYTES, Field.of("send.payload-bytes", INTEGER)),
            Map.entry(MIX, Field.list("send.mix", ":", "id", INTEGER, "author", AUTHOR, "weight", INTEGER)),
            Map.entry(ARRIVAL + ".kind", Field.of("send.arrival", WORD)),
            Map.entry(ARRIVAL + ".minDelayMs", Field.of("send.delay.min", INTEGER)),
            Map.entry(ARRIVAL + ".maxDelayMs", Field.of("send.delay.max", INTEGER)),
            Map.entry(ARRIVAL + ".rate", Field.of("send.rate", NUMBER)),
            Map.entry(ARRIVAL + ".from", Field.of("send.ramp.from", NUMBER)),
            Map.entry(ARRIVAL + ".to", Field.of("send.ramp.to", NUMBER)),
            Map.entry(ARRIVAL + ".seconds", Field.of("send.ramp.seconds", NUMBER)),
            Map.entry(ARRIVAL + ".steps", Field.list("send.steps", "x", "rate", NUMBER, "seconds", NUMBER)),
            Map.entry(EXPECT + ".sqs.ids", Field.list("expect.sqs.ids", INTEGER)),
            Map.entry(EXPECT + ".sqs.authors", Field.list("expect.sqs.authors", AUTHOR)),
            Map.entry(EXPECT + ".sns.ids", Field.list("expect.sns.ids", INTEGER)),
            Map.entry(EXPECT + ".sns.authors", Field.list("expect.sns.authors", AUTHOR))));

    /** What a run adds to its plan, and a repetition makes again. */
    private static final Set<String> OF_THE_RUN =
            Set.of(RUN_ID, CREATED, EXPECTED, MIN_DELAY_MS, MAX_DELAY_MS, WORKERS);

    /** The tags of text that no tag stands before. */
    private static final Set<Tag> PLAIN = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL);

    private final Settings settings;
    private final Path file;
    /** What complaints call a value, by setting key. */
    private final Map<String, String> places = new HashMap<>();

    private final Map<String, String> values = new HashMap<>();

    private PlanFile(Settings settings, Path file) {
        this.settings = settings;
        this.file = file;
    }

    /**
     * The settings with the file over them that {@code send.plan} names; themselves where it names none.
     *
     * @throws Settings.Invalid for a file that cannot be read, or has a field that no plan has, or that nobody reads
     */
    public static Settings over(Settings settings) {
        if (settings.text("send.plan").isEmpty()) {
            return settings;
        }
        PlanFile plan = read(settings);
        Settings over = new Settings(
                key -> plan.values.getOrDefault(key, settings.text(key)),
                key -> plan.places.containsKey(key) ? plan.places.get(key) : settings.named(key));
        PlanReader.unread(over.text("send.arrival"), plan.values::containsKey).ifPresent(key -> {
            throw over.invalid(key, "left out with arrival.kind " + over.text("send.arrival"));
        });
        return over;
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
            plan.take("", PlanDocument.read(plan.file));
        } catch (PlanDocument.None e) {
            throw settings.invalid("send.plan", "a plan in YAML or JSON; this is none: " + e.getMessage());
        }
        return plan;
    }

    private void take(String parent, MappingNode node) {
        fields(parent, node).forEach((name, value) -> {
            String path = parent + name;
            Field field = FIELDS.get(path);
            if (field != null) {
                places.put(field.key, place(value, path));
                values.put(field.key, field.list ? list(path, field, value) : one(path, field, value));
            } else if (FIELDS.keySet().stream().anyMatch(known -> known.startsWith(path + "."))) {
                if (!(value instanceof MappingNode fields)) {
                    throw refused(path, value, "fields of its own");
                }
                take(path + ".", fields);
            } else if (!OF_THE_RUN.contains(path)) {
                throw refused(path, value, "one of " + String.join(", ", FIELDS.keySet()));
            }
        });
    }

    private Map<String, Node> fields(String parent, MappingNode node) {
        Map<String, Node> fields = new LinkedHashMap<>();
        for (NodeTuple field : node.getValue()) {
            String name =
                    field.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : shown(field.getKeyNode());
            if (fields.put(name, field.getValueNode()) != null) {
                throw refused(parent + name, field.getValueNode(), "one value; the field is there already");
            }
        }
        return fields;
    }

    private String list(String path, Field field, Node node) {
        List<String> elements = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node element : sequence.getValue()) {
                elements.add(one(String.format(Locale.ROOT, "%s[%d]", path, elements.size()), field, element));
            }
        } else {
            elements.add(one(path, field, node));
        }
        if (elements.isEmpty()) {
            throw refused(path, node, "a list of one value or more");
        }
        return String.join(",", elements);
    }

    /** A value as the setting writes it. */
    private String one(String path, Field field, Node node) {
        if (field.separator.isEmpty()) {
            return text(path, field.parts.get(""), node);
        }
        Map<String, Node> given = node instanceof MappingNode fields ? fields(path + ".", fields) : Map.of();
        if (!given.keySet().equals(field.parts.keySet())) {
            throw refused(path, node, "exactly the fields " + String.join(", ", field.parts.keySet()));
        }
        return field.parts.entrySet().stream()
                .map(part -> text(path + "." + part.getKey(), part.getValue(), given.get(part.getKey())))
                .collect(Collectors.joining(field.separator));
    }

    private String text(String path, Range value, Node node) {
        if (!(node instanceof ScalarNode scalar) || !PLAIN.contains(node.getTag()) || !value.holds(scalar.getValue())) {
            throw refused(path, node, value.allowed());
        }
        return scalar.getValue();
    }

    private Settings.Invalid refused(String path, Node node, String allowed) {
        return new Settings(key -> shown(node), key -> place(node, path)).invalid(path, allowed);
    }

    private String place(Node node, String path) {
        return String.format(Locale.ROOT, "%s:%d: %s", file, PlanDocument.line(node), path);
    }

    private static String shown(Node node) {
        if (node instanceof ScalarNode scalar) {
            return (PLAIN.contains(node.getTag()) || node.getTag() == Tag.NULL ? "" : node.getTag() + " ")
                    + scalar.getValue();
        }
        return node instanceof SequenceNode ? "[…]" : "{…}";
    }
}
