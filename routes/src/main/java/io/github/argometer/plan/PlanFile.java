package io.github.argometer.plan;

import io.github.argometer.Range;
import io.github.argometer.SettingRanges;
import io.github.argometer.Settings;
import io.github.argometer.plan.document.PlanDocument;
import io.github.argometer.plan.document.PlanNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A plan as a file, in YAML or JSON: the same values as the settings, by the names that a run's {@code plan.json} has, so
 * that this repeats the run, and besides messages and channels of one's own. What the file names replaces the settings. A value is
 * its text, or is refused by line and field.
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
    static final String WORKERS = "workers";
    static final String CREATED = "created";
    static final String EXPECTED = "expected";
    static final String PAYLOADS = "payloads";

    /** Of the settings: how long to send, which stands for messages. */
    static final String DURATION = "send.duration";

    private static final Range INTEGER = SettingRanges.INTEGER;
    private static final Range NUMBER = SettingRanges.NUMBER;
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
            Map.entry(ARRIVAL + ".kind", Field.of("send.arrival", WORD)),
            Map.entry(ARRIVAL + ".minDelayMs", Field.of("send.delay.min", INTEGER)),
            Map.entry(ARRIVAL + ".maxDelayMs", Field.of("send.delay.max", INTEGER)),
            Map.entry(ARRIVAL + ".rate", Field.of("send.rate", NUMBER)),
            Map.entry(ARRIVAL + ".from", Field.of("send.ramp.from", NUMBER)),
            Map.entry(ARRIVAL + ".to", Field.of("send.ramp.to", NUMBER)),
            Map.entry(ARRIVAL + ".seconds", Field.of("send.ramp.seconds", NUMBER)),
            Map.entry(ARRIVAL + ".steps", Field.list("send.steps", "x", "rate", NUMBER, "seconds", NUMBER))));

    /** What a run adds to its plan, and a repetition makes again. */
    private static final Set<String> OF_THE_RUN =
            Set.of(RUN_ID, CREATED, EXPECTED, MIN_DELAY_MS, MAX_DELAY_MS, WORKERS);

    private final Settings settings;
    /** What complaints call a value, by setting key. */
    private final Map<String, String> places = new HashMap<>();

    private final Map<String, String> values = new HashMap<>();
    private Optional<OwnMessages> own = Optional.empty();

    private PlanFile(Settings settings) {
        this.settings = settings;
    }

    /**
     * The file that {@code send.plan} names; an empty one where it names none.
     *
     * @throws Settings.Invalid for a file that cannot be read, or has a field that no plan has
     */
    static PlanFile of(Settings settings) {
        PlanFile plan = new PlanFile(settings);
        if (!settings.text("send.plan").isEmpty()) {
            plan.read(Path.of(settings.text("send.plan")));
            plan.giveWay();
        }
        return plan;
    }

    /** The keys of {@code send.over-plan}: the settings that win over the file; none without a file. */
    public static List<String> won(Settings settings) {
        return settings.text("send.plan").isEmpty()
                        || settings.checkedText("send.over-plan").isEmpty()
                ? List.of()
                : settings.list("send.over-plan");
    }

    /**
     * The settings with the file over them that {@code send.plan} names; themselves where it names none.
     *
     * @throws Settings.Invalid for a file that cannot be read, or has a field that no plan has, or that nobody reads
     */
    public static Settings over(Settings settings) {
        return of(settings).over();
    }

    /** The keys of the settings that the file of {@code send.plan} takes the place of. */
    public static Set<String> keys(Settings settings) {
        PlanFile plan = of(settings);
        Set<String> keys = new TreeSet<>(plan.values.keySet());
        if (plan.own.filter(own -> !own.targets().isEmpty()).isPresent()) {
            keys.add(FIELDS.get(CHANNELS).key);
        }
        return keys;
    }

    /** The settings with the file over them. */
    Settings over() {
        Settings over = new Settings(
                key -> values.getOrDefault(key, settings.text(key)),
                key -> places.containsKey(key) ? places.get(key) : settings.named(key));
        PlanReader.unread(over.text("send.arrival"), values::containsKey).ifPresent(key -> {
            throw over.invalid(key, "left out with arrival.kind " + over.text("send.arrival"));
        });
        return over;
    }

    /** The messages that the file has; empty = the demo's. */
    Optional<OwnMessages> own() {
        return own;
    }

    /** Gives up what other settings win over, and what says nothing beside them. */
    private void giveWay() {
        List<String> won = won(settings);
        values.keySet().removeAll(won);
        if (won.contains(DURATION)) {
            values.remove("send.messages");
        }
        if (won.contains("send.arrival")) {
            String kind = settings.checkedText("send.arrival");
            values.keySet().removeIf(key -> PlanReader.unread(kind, key::equals).isPresent());
        }
        places.keySet().retainAll(values.keySet());
        if (values.containsKey("send.messages") && !settings.text(DURATION).isEmpty()) {
            throw settings.invalid(
                    DURATION, "left out with a plan that has messages, unless send.over-plan names send.duration");
        }
    }

    private void read(Path file) {
        try {
            PlanNode document = PlanDocument.read(file);
            take(document);
            own = own(document.fields());
        } catch (PlanDocument.None e) {
            throw settings.invalid("send.plan", "a plan in YAML or JSON; this is none: " + e.getMessage());
        }
    }

    private static Optional<OwnMessages> own(Map<String, PlanNode> fields) {
        PlanNode channels = fields.get(CHANNELS);
        PlanNode payloads = fields.get(PAYLOADS);
        boolean ownChannels = channels != null && channels.isFields();
        if (payloads == null && ownChannels) {
            throw channels.refused("beside payloads, since channels of one's own carry one's own messages");
        }
        if (ownChannels) {
            Mix.FIELDS.stream().map(fields::get).filter(Objects::nonNull).forEach(field -> {
                throw field.refused("left out: payloads say that");
            });
            return Optional.of(OwnMessages.read(channels, payloads));
        }
        Optional<List<Payload>> mixed = Mix.read(fields).map(Mix::payloads);
        Optional<List<Payload>> shipped = Optional.ofNullable(payloads).map(ShippedMessages::read);
        if (mixed.isPresent() && shipped.isPresent() && !mixed.equals(shipped)) {
            throw fields.get(Mix.MIX).refused("left out, or with payloadBytes and expect say what payloads say");
        }
        return shipped.or(() -> mixed).map(demo -> new OwnMessages(demo, new TreeMap<>()));
    }

    private void take(PlanNode parent) {
        parent.fields().values().forEach(value -> {
            String path = value.path();
            Field field = FIELDS.get(path);
            if (path.equals(PAYLOADS) || Mix.FIELDS.contains(path) || path.equals(CHANNELS) && value.isFields()) {
                return; // what own() takes
            }
            if (field != null) {
                places.put(field.key, value.place());
                values.put(field.key, field.list ? list(field, value) : one(field, value));
            } else if (FIELDS.keySet().stream().anyMatch(known -> known.startsWith(path + "."))) {
                take(value);
            } else if (!OF_THE_RUN.contains(path)) {
                throw value.refused(
                        String.format(Locale.ROOT, "one of %s, %s", String.join(", ", FIELDS.keySet()), PAYLOADS));
            }
        });
    }

    private static String list(Field field, PlanNode node) {
        return node.entries().stream().map(entry -> one(field, entry)).collect(Collectors.joining(","));
    }

    /** A value as the setting writes it. */
    private static String one(Field field, PlanNode node) {
        if (field.separator.isEmpty()) {
            return node.text(field.parts.get(""));
        }
        Map<String, PlanNode> given = node.exactly(field.parts.keySet());
        return field.parts.entrySet().stream()
                .map(part -> given.get(part.getKey()).text(part.getValue()))
                .collect(Collectors.joining(field.separator));
    }
}
