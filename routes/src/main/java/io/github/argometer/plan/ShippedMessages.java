package io.github.argometer.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.argometer.Range;
import io.github.argometer.SettingRanges;
import io.github.argometer.plan.document.PlanDocument;
import io.github.argometer.plan.document.PlanNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The payloads of a plan for the shipped channels, whose recorders know a message by its id, message and author. The demo's are
 * written in the same form: {@code expect} says which of the shipped pipelines must make a row, by the filters of their EventSources and
 * Sensors.
 */
public final class ShippedMessages {

    /** Equally many of each. Not a file of its own, since {@code camel run} has none on its class path. */
    private static final String DEMO = """
            payloads:
              - text: '{"id":4,"greeting":"hello","message":"hello world","author":"Ankur"}'
                expect: [sqs]
              - text: '{"id":4,"greeting":"hello","message":"hello world","author":"Brian"}'
              - text: '{"id":4,"greeting":"hello","message":"hello world","author":"David"}'
                expect: [sns]
              - text: '{"id":5,"greeting":"hello","message":"hello world","author":"Ankur"}'
              - text: '{"id":5,"greeting":"hello","message":"hello world","author":"Brian"}'
              - text: '{"id":5,"greeting":"hello","message":"hello world","author":"David"}'
                expect: [sns]
            """;

    private static final Set<String> FIELDS =
            Set.of(OwnMessages.TEXT, OwnMessages.FILE, OwnMessages.WEIGHT, OwnMessages.EXPECT);

    private static final Range PIPELINE = new Range.Exact("sqs or sns", "sqs|sns");

    /** What SQS and SNS take, less the attributes. */
    private static final int MOST_BYTES = 256_000;

    private static final int LONGEST_MESSAGE = 1_024;

    private static final String ALLOWED = String.format(
            Locale.ROOT,
            "a JSON object with an id, a message and an author, as the channels sqs and sns take them: a 32-bit integer, at most"
                    + " %,d characters that can be sent, and %s",
            LONGEST_MESSAGE,
            SettingRanges.AUTHOR.allowed());

    private ShippedMessages() {}

    /** The demo's. */
    public static List<Payload> demo() {
        try {
            return read(PlanDocument.read(Path.of("demo"), DEMO).fields().get(PlanFile.PAYLOADS));
        } catch (PlanDocument.None e) {
            throw new IllegalStateException(e);
        }
    }

    /** The {@code message} in {@code text}, the body of a payload; "" where it has none. */
    public static String message(String text) {
        return object(text).path("message").asText();
    }

    /**
     * What the field {@code payloads} has.
     *
     * @throws io.github.argometer.Settings.Invalid for the first that cannot be, by file, line and field
     */
    static List<Payload> read(PlanNode payloads) {
        List<Payload> read = new ArrayList<>();
        for (PlanNode payload : payloads.entries()) {
            read.add(payload(payload, read));
        }
        OwnMessages.check(payloads, read);
        return List.copyOf(read);
    }

    private static Payload payload(PlanNode payload, List<Payload> before) {
        Map<String, PlanNode> fields = payload.fields(FIELDS);
        PlanNode said = OwnMessages.said(payload, fields);
        String text = OwnMessages.text(said, fields);
        JsonNode object = object(text);
        JsonNode author = object.path("author");
        if (!object.path("id").isInt()
                || !isText(object.path("message"))
                || !author.isTextual()
                || !SettingRanges.AUTHOR.holds(author.textValue())) {
            throw said.refused(ALLOWED);
        }
        int bytes = OwnMessages.utf8(text);
        if (bytes > MOST_BYTES) {
            throw said.refused(String.format(Locale.ROOT, "of at most %,d bytes; it has %,d", MOST_BYTES, bytes));
        }
        int id = object.path("id").intValue();
        String name = author.textValue();
        if (before.stream().anyMatch(other -> other.id() == id && other.name().equals(name))) {
            throw said.refused("a payload of another id and author than those before it");
        }
        Map<Channel, List<String>> expect = new TreeMap<>();
        if (fields.containsKey(OwnMessages.EXPECT)) {
            fields.get(OwnMessages.EXPECT)
                    .texts(PIPELINE)
                    .forEach(channel -> expect.put(new Channel(channel), Target.SHIPPED.triggers()));
        }
        return payload(before.size(), id, name, OwnMessages.weight(fields), text, expect);
    }

    /** The payload whose {@code text} is JSON with that id and author. */
    static Payload payload(
            int place, int id, String author, long weight, String text, Map<Channel, List<String>> expect) {
        return new Payload(place, id, author, weight, text, true, OwnMessages.utf8(text), Map.of(), expect);
    }

    private static boolean isText(JsonNode message) {
        return message.isTextual()
                && (message.textValue().isEmpty() || SettingRanges.TEXT.holds(message.textValue()))
                && message.textValue().codePointCount(0, message.textValue().length()) <= LONGEST_MESSAGE;
    }

    private static JsonNode object(String text) {
        try {
            return OwnMessages.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
