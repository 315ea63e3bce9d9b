package io.github.argometer.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.argometer.Range;
import io.github.argometer.SettingRanges;
import io.github.argometer.plan.document.PlanDocument;
import io.github.argometer.plan.document.PlanNode;
import io.github.argometer.plan.message.MarkPath;
import io.github.argometer.plan.message.Template;
import io.github.argometer.record.Mark;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The messages of one's own that a plan's file has: {@code payloads}, and {@code channels} where they are one's own too. What
 * can fail when a message is made is tried here with each value that can be chosen, though not with all combinations of them, before
 * anything is written or sent.
 *
 * @param payloads each at its place
 * @param targets by channel; empty = the shipped channels
 */
record OwnMessages(List<Payload> payloads, SortedMap<Channel, Target> targets) {

    // the fields of a channel and of a payload, which RunFolder writes
    static final String EVENT = "event";
    static final String ENDPOINT = "endpoint";
    static final String MARK = "mark";
    static final String TRIGGERS = "triggers";
    static final String NAME = "name";
    static final String TEXT = "text";
    static final String FILE = "file";
    static final String WEIGHT = "weight";
    static final String CHOOSE = "choose";
    static final String EXPECT = "expect";

    private static final Set<String> OF_A_CHANNEL = Set.of(EVENT, ENDPOINT, MARK, TRIGGERS);
    private static final Set<String> OF_A_PAYLOAD = Set.of(NAME, TEXT, FILE, WEIGHT, CHOOSE, EXPECT);

    private static final int MOST_PAYLOADS = 1_000;

    /** What SQS and SNS take, with all attributes. */
    private static final int MOST_BYTES = 256 * 1_024;

    private static final Range EVENT_NAME = new Range.Exact(
            "<EventSource>/<event>, such as argometer-orders/orders",
            "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/[A-Za-z0-9._-]{1,253}");

    private static final Range WEIGHT_RANGE = new Range.Both(
            new Range.Exact("an integer from 0 to 1000000", "0|[1-9][0-9]*"), new Range.Whole(0, 1_000_000));

    private static final Range VARIABLE = new Range.Exact(
            "1 to 64 of A-Z a-z 0-9 _, the first a letter, other than number, runId, eventId and sentAt",
            "(?!(number|runId|eventId|sentAt)$)[A-Za-z][A-Za-z0-9_]{0,63}");

    static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** The longest that the variables of any message can be. */
    private static final Map<String, String> LONGEST = Map.of(
            "number", "9".repeat(9),
            "runId", "r".repeat(64),
            "eventId", "e".repeat(64 + 1 + 32 + 1 + 9),
            "sentAt", "2026-11-27T16:00:01.123456Z");

    /** The shortest that they can be. */
    private static final Map<String, String> SHORTEST = Map.of("number", "0", "runId", "r", "eventId", "r-c-000000");

    /**
     * What the two fields of a plan have.
     *
     * @throws io.github.argometer.Settings.Invalid for the first that cannot be, by file, line and field
     */
    static OwnMessages read(PlanNode channels, PlanNode payloads) {
        SortedMap<Channel, Target> targets = new TreeMap<>();
        channels.fields().forEach((name, channel) -> {
            if (!SettingRanges.CHANNEL.holds(name)) {
                throw channel.refused("under " + SettingRanges.CHANNEL.allowed());
            }
            targets.put(new Channel(name), target(channel));
        });
        if (targets.isEmpty()) {
            throw channels.refused("one channel or more, by name");
        }
        List<Payload> read = new ArrayList<>();
        for (PlanNode payload : payloads.entries()) {
            read.add(payload(payload, read, targets));
        }
        check(payloads, read);
        targets.replaceAll((channel, target) -> target.triggers().isEmpty() ? named(target, channel, read) : target);
        targets.forEach((channel, target) -> {
            if (target.triggers().isEmpty()) {
                throw channels.fields()
                        .get(channel.label())
                        .refused("a channel with triggers, of its own or in some payload's expect");
            }
        });
        return new OwnMessages(List.copyOf(read), targets);
    }

    /** Refuses what is read of {@code payloads} where that is too much, or nothing to send. */
    static void check(PlanNode payloads, List<Payload> read) {
        if (read.size() > MOST_PAYLOADS || read.stream().allMatch(payload -> payload.weight() == 0)) {
            throw payloads.refused(
                    String.format(Locale.ROOT, "1 to %d payloads with a sum of weights above 0", MOST_PAYLOADS));
        }
    }

    private static Target target(PlanNode channel) {
        Map<String, PlanNode> fields = channel.fields(OF_A_CHANNEL);
        if (!fields.containsKey(EVENT)) {
            throw channel.refused("fields with an " + EVENT + ", " + EVENT_NAME.allowed());
        }
        String event = fields.get(EVENT).text(EVENT_NAME);
        PlanNode mark = fields.get(MARK);
        return new Target(
                event,
                fields.containsKey(ENDPOINT) ? endpoint(fields.get(ENDPOINT)) : "",
                mark == null
                        ? new MarkPath(List.of())
                        : MarkPath.of(mark.text(SettingRanges.TEXT)).orElseThrow(() -> mark.refused(MarkPath.ALLOWED)),
                fields.containsKey(TRIGGERS) ? fields.get(TRIGGERS).texts(SettingRanges.TRIGGER) : List.of());
    }

    private static String endpoint(PlanNode node) {
        Range.Endpoint range = new Range.Endpoint();
        String text = node.text(SettingRanges.TEXT);
        if (range.hides(text)) {
            throw node.refusedUnseen("an endpoint without user, password and keys; set them in the environment, with"
                    + " channel.<name>.access-key and .secret-key, or the whole endpoint with channel.<name>.endpoint");
        }
        return node.text(range);
    }

    /** The triggers that listen are those that some payload expects. */
    private static Target named(Target target, Channel channel, List<Payload> payloads) {
        Set<String> named = new LinkedHashSet<>();
        payloads.forEach(payload -> named.addAll(payload.expect().getOrDefault(channel, List.of())));
        return new Target(target.event(), target.endpoint(), target.mark(), List.copyOf(named));
    }

    private static Payload payload(PlanNode payload, List<Payload> before, Map<Channel, Target> targets) {
        Map<String, PlanNode> fields = payload.fields(OF_A_PAYLOAD);
        int id = before.size() + 1;
        PlanNode named = fields.get(NAME);
        String name = named == null ? String.valueOf(id) : named.text(SettingRanges.AUTHOR);
        if (before.stream().anyMatch(other -> other.name().equals(name))) {
            throw (named == null ? payload : named)
                    .refused("a payload of another name than those before it; it is \"" + name + "\"");
        }
        long weight = weight(fields);
        PlanNode said = said(payload, fields);
        String text = text(said, fields);
        Map<String, List<String>> choose = fields.containsKey(CHOOSE) ? choose(fields.get(CHOOSE)) : Map.of();
        Map<Channel, List<String>> expect = fields.containsKey(EXPECT) ? expect(fields.get(EXPECT), targets) : Map.of();
        try {
            Trial trial = Trial.of(text, choose, targets);
            return new Payload(before.size(), id, name, weight, text, trial.json, trial.bytes, choose, expect);
        } catch (IllegalArgumentException e) {
            throw said.refused(e.getMessage());
        }
    }

    /** How often the payload of {@code fields} is sent. */
    static long weight(Map<String, PlanNode> fields) {
        return fields.containsKey(WEIGHT) ? Long.parseLong(fields.get(WEIGHT).text(WEIGHT_RANGE)) : 1;
    }

    /** The one of its {@code fields} that says what {@code payload} is. */
    static PlanNode said(PlanNode payload, Map<String, PlanNode> fields) {
        if (fields.containsKey(TEXT) == fields.containsKey(FILE)) {
            throw payload.refused("fields with either text or file");
        }
        return fields.containsKey(TEXT) ? fields.get(TEXT) : fields.get(FILE);
    }

    /** The text that {@code said} is, or whose file it names. */
    static String text(PlanNode said, Map<String, PlanNode> fields) {
        return fields.containsKey(TEXT) ? said.text(SettingRanges.TEXT) : file(said);
    }

    private static String file(PlanNode node) {
        Path file = node.file().resolveSibling(node.text(new Range.File()));
        try {
            if (file.toFile().length() > MOST_BYTES) {
                throw node.refused(String.format(
                        Locale.ROOT, "a file of at most %d bytes (256 KiB), which SQS and SNS take", MOST_BYTES));
            }
            String text = PlanDocument.text(file);
            if (!SettingRanges.TEXT.holds(text)) {
                throw node.refused("a file with " + SettingRanges.TEXT.allowed());
            }
            return text;
        } catch (PlanDocument.None e) {
            throw node.refused("a file in UTF-8, relative to the plan; this is none: " + e.getMessage());
        }
    }

    private static Map<String, List<String>> choose(PlanNode node) {
        Map<String, List<String>> choose = new LinkedHashMap<>();
        node.fields().forEach((name, values) -> {
            if (!VARIABLE.holds(name)) {
                throw values.refused("under a name of " + VARIABLE.allowed());
            }
            choose.put(
                    name,
                    values.entries().stream()
                            .map(value -> value.text(SettingRanges.TEXT))
                            .toList());
        });
        return choose;
    }

    private static Map<Channel, List<String>> expect(PlanNode node, Map<Channel, Target> targets) {
        Map<Channel, List<String>> expect = new TreeMap<>();
        node.fields().forEach((name, triggers) -> {
            Target target = targets.get(new Channel(name));
            if (target == null) {
                throw triggers.refused("under one of the plan's channels, "
                        + targets.keySet().stream().map(Channel::label).collect(Collectors.joining(", ")));
            }
            List<String> expected = triggers.texts(SettingRanges.TRIGGER);
            if (!target.triggers().isEmpty() && !target.triggers().containsAll(expected)) {
                throw triggers.refused("some of the channel's triggers, " + String.join(", ", target.triggers()));
            }
            expect.put(new Channel(name), expected);
        });
        return expect;
    }

    /**
     * What the messages of a text can be.
     *
     * @param json whether each is JSON
     * @param bytes the most that one has, with its mark
     */
    private record Trial(boolean json, int bytes) {

        /**
         * Makes messages with each of the values that can be chosen.
         *
         * @throws IllegalArgumentException which says what the text must be
         */
        private static Trial of(String text, Map<String, List<String>> choose, Map<Channel, Target> targets) {
            Template template = Payload.template(text, choose);
            Map<String, String> values = new LinkedHashMap<>(LONGEST);
            choose.forEach((name, some) -> values.put(
                    name,
                    some.stream().max(Comparator.comparing(OwnMessages::utf8)).orElseThrow()));
            String longest = template.text(values);
            boolean json = isJson(longest);
            Map<String, String> shortest = new LinkedHashMap<>(values);
            shortest.putAll(SHORTEST);
            marked(template.text(shortest), targets);
            for (String name : choose.keySet()) {
                for (String value : choose.get(name)) {
                    Map<String, String> others = new LinkedHashMap<>(values);
                    others.put(name, value);
                    String other = template.text(others);
                    json &= isJson(other);
                    marked(other, targets);
                }
            }
            int bytes = marked(longest, targets);
            if (bytes > MOST_BYTES) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "of at most %d bytes (256 KiB), which SQS and SNS take, with its mark; it has up to %d",
                        MOST_BYTES,
                        bytes));
            }
            return new Trial(json, bytes);
        }

        private static int marked(String text, Map<Channel, Target> targets) {
            String mark = Mark.text(LONGEST.get("eventId"), LONGEST.get("sentAt"));
            int most = 0;
            for (Target target : targets.values()) {
                String marked = target.mark().isHeader()
                        ? text + MarkPath.NAME + mark
                        : target.mark().in(text).with(mark);
                most = Math.max(most, utf8(marked));
            }
            return most;
        }

        private static boolean isJson(String text) {
            try {
                return !JSON.readTree(text).isMissingNode();
            } catch (JsonProcessingException e) {
                return false;
            }
        }
    }

    /** Its length in bytes. */
    static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
