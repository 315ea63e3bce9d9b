package io.github.argometer.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.argometer.SettingRanges;
import io.github.argometer.Settings;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/**
 * Reads what Sensors' triggers hand over: CloudEvents 1.0 in Argo Events' own JSON form, {@code context} and {@code data}, one for
 * each dependency, "" for one that did not come. The {@code data} is the base64 of JSON: of the demo's {@code {messageId,
 * messageAttributes, body}}, or of anything with a {@link Mark} in it. An event that stands there more than once is one delivery.
 * Every method throws {@link BadEventException} for what cannot be a row.
 */
public final class ArgoEvent {

    /** The header that names an HTTP trigger; without it, or "", the trigger is a shipped Sensor's. */
    public static final String TRIGGER_HEADER = "X-Argometer-Trigger";

    private static final Set<String> TYPES = Set.of("sqs", "sns");
    private static final Pattern EVENT_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");

    private ArgoEvent() {}

    /** Reads the arguments of a Job of {@code trigger}, each a CloudEvent, of a process that {@code started} and {@code received} them then. */
    public static EventRecord[] fromArguments(
            List<String> arguments, String trigger, Instant started, Instant received) {
        Map<String, EventRecord> rows = new LinkedHashMap<>();
        for (String argument : arguments) {
            if (!argument.isEmpty()) {
                EventRecord row = fromCloudEvent("event", argument, trigger, started, received);
                rows.putIfAbsent(row.eventId(), row);
            }
        }
        if (rows.isEmpty()) {
            throw new BadEventException("event", "", "a JSON object");
        }
        return rows.values().toArray(new EventRecord[0]);
    }

    /**
     * Reads the body of an HTTP trigger, such as {@code {"data": "<a CloudEvent as text>"}}, which came at {@code received}.
     *
     * @param trigger the trigger's name, null or "" where it is a shipped Sensor's
     */
    public static EventRecord[] fromHttp(
            @Body byte[] body, @Header(TRIGGER_HEADER) Object trigger, @ExchangeProperty("received") Instant received) {
        String name = trigger(trigger);
        if (body == null) {
            throw new BadEventException("request", "", "a JSON object, and not sent as a form");
        }
        JsonNode request = object("request", parse("request", utf8("request", body)));
        Map<String, EventRecord> rows = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> value : request.properties()) {
            String event = text(value.getKey(), value.getValue(), 10_000_000);
            if (!event.isEmpty()) {
                EventRecord row = fromCloudEvent(value.getKey(), event, name, null, received);
                rows.putIfAbsent(row.eventId(), row);
            }
        }
        if (rows.isEmpty()) {
            throw new BadEventException(
                    "request", request, "a JSON object of texts, of which one at least is an event");
        }
        return rows.values().toArray(new EventRecord[0]);
    }

    /** Headers of the same name are a list. */
    private static String trigger(Object header) {
        String trigger = header == null ? "" : header.toString();
        if (!trigger.isEmpty() && !(header instanceof String && SettingRanges.TRIGGER.holdsAsWritten(trigger))) {
            throw new BadEventException(TRIGGER_HEADER, trigger, SettingRanges.TRIGGER.allowed() + ", or nothing");
        }
        return trigger;
    }

    /** The text of {@code bytes}, none of which may be malformed: a decoder that goes on would write another text. */
    public static String utf8(String field, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadEventException(field, new String(bytes, StandardCharsets.UTF_8), "UTF-8");
        }
    }

    private static EventRecord fromCloudEvent(
            String field, String json, String trigger, Instant started, Instant received) {
        JsonNode event = object(field, parse(field, json));
        String text = decode(event.path("data"));
        JsonNode data = parse("data", text);
        return isDemos(data, text)
                ? fromDemo(event.path("context"), data, trigger, started, received)
                : fromMark(event.path("context"), text, trigger, started, received);
    }

    /** Whether the message is the demo's: others may have an attribute of that name, but they have a mark too. */
    private static boolean isDemos(JsonNode data, String text) {
        return data.path("messageAttributes").has("EventId")
                && !(text.contains(Mark.PREFIX) && !Mark.in(text).isEmpty());
    }

    private static EventRecord fromDemo(
            JsonNode context, JsonNode data, String trigger, Instant started, Instant received) {
        String eventType = matching("context.type", context.path("type"), TYPES::contains, "sqs or sns");
        JsonNode body = object("data.body", data.path("body"));
        JsonNode id = body.path("id");
        if (!id.isInt()) {
            throw new BadEventException("data.body.id", id, "a 32-bit integer");
        }
        return new EventRecord(
                matching("EventId", attribute(data, "EventId"), EVENT_ID, "1 to 128 visible ASCII characters"),
                trigger,
                matching("RunId", attribute(data, "RunId"), Settings::isName, SettingRanges.NAME.allowed()),
                id.intValue(),
                eventType,
                text("data.body.message", body.path("message"), 1_024),
                text("data.body.author", body.path("author"), 255),
                time("SentAt", attribute(data, "SentAt")),
                timeIfAny("context.time", context.path("time")),
                timeIfAny("data.timestamp", data.path("timestamp")),
                started,
                received);
    }

    private static EventRecord fromMark(
            JsonNode context, String text, String trigger, Instant started, Instant received) {
        Set<Mark> marks = Mark.anywhereIn(text);
        if (marks.isEmpty()) {
            throw new BadEventException(
                    "data",
                    text,
                    "JSON with messageAttributes.EventId, or with " + Mark.FORM + " as text or in a text's base64");
        }
        if (marks.size() > 1) {
            throw new BadEventException(
                    "data",
                    text,
                    marks.stream()
                            .map(Mark::toString)
                            .limit(2)
                            .collect(Collectors.joining(" and ", "of one message, and has the marks ", "")));
        }
        Mark mark = marks.iterator().next();
        return new EventRecord(
                mark.eventId(),
                trigger,
                mark.runId(),
                null,
                mark.channel(),
                null,
                null,
                time("SentAt", JsonNodeFactory.instance.textNode(mark.sentAt())),
                timeIfAny("context.time", context.path("time")),
                null,
                started,
                received);
    }

    private static JsonNode attribute(JsonNode data, String name) {
        return data.path("messageAttributes").path(name).path("StringValue");
    }

    private static JsonNode parse(String field, String json) {
        try {
            return JsonTree.of(json);
        } catch (JsonProcessingException e) {
            throw new BadEventException(field, json, "JSON (" + e.getOriginalMessage() + ")");
        }
    }

    private static JsonNode object(String field, JsonNode node) {
        if (!node.isObject()) {
            throw new BadEventException(field, node, "a JSON object");
        }
        return node;
    }

    private static String decode(JsonNode data) {
        try {
            return utf8("data", Base64.getDecoder().decode(data.asText()));
        } catch (IllegalArgumentException e) {
            throw new BadEventException("data", data, "base64 (" + e.getMessage() + ")");
        }
    }

    /** A text of at most {@code longest} characters, counted as MySQL does: in code points. */
    private static String text(String field, JsonNode node, int longest) {
        String text = matching(
                field,
                node,
                value -> value.codePointCount(0, value.length()) <= longest,
                "a text of at most " + longest + " characters");
        if (hasUnpairedSurrogate(text)) {
            throw new BadEventException(field, node, "a text without unpaired surrogates");
        }
        return text;
    }

    /** Whether there is half a character: JSON can escape it, but UTF-8 has none, and the driver would write a question mark. */
    private static boolean hasUnpairedSurrogate(String text) {
        for (int at = 0, character; at < text.length(); at += Character.charCount(character)) {
            character = text.codePointAt(at);
            if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
                return true;
            }
        }
        return false;
    }

    private static String matching(String field, JsonNode node, Pattern pattern, String allowed) {
        return matching(field, node, pattern.asMatchPredicate(), allowed);
    }

    private static String matching(String field, JsonNode node, Predicate<String> test, String allowed) {
        if (!node.isTextual() || !test.test(node.textValue())) {
            throw new BadEventException(field, node, allowed);
        }
        return node.textValue();
    }

    private static Instant timeIfAny(String field, JsonNode node) {
        return node.isMissingNode() ? null : time(field, node);
    }

    private static Instant time(String field, JsonNode node) {
        String allowed = "a UTC time such as 2026-11-23T01:02:03.000456Z, in the years 1970 to 9998";
        try {
            Instant time = Instant.parse(text(field, node, 40));
            if (time.getEpochSecond() >= 0 && time.getEpochSecond() < 253_370_764_800L) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // told below
        }
        throw new BadEventException(field, node, allowed);
    }
}
