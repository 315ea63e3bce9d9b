package io.github.argometer.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.SettingRanges;
import io.github.argometer.Settings;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/**
 * Reads what the shipped Sensors' triggers hand over: a CloudEvent 1.0 in Argo Events' own JSON form, {@code context} and
 * {@code data}, whose {@code data} is the base64 of {@code {messageId, messageAttributes, body}}. Every method throws
 * {@link BadEventException} for what cannot be a row.
 */
public final class ArgoEvent {

    private static final Set<String> TYPES = Set.of("sqs", "sns");
    private static final Pattern EVENT_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");

    private ArgoEvent() {}

    /** Reads the argument of a Job, the CloudEvent itself, of a process that {@code started} and {@code received} it then. */
    public static EventRecord fromArgument(String argument, Instant started, Instant received) {
        return fromCloudEvent(object("event", parse("event", argument)), started, received);
    }

    /** Reads the body of an HTTP trigger, {@code {"data": "<the CloudEvent as text>"}}, which came at {@code received}. */
    public static EventRecord fromHttp(@Body byte[] body, @ExchangeProperty("received") Instant received) {
        if (body == null) {
            throw new BadEventException("request", "", "a JSON object, and not sent as a form");
        }
        JsonNode request = object("request", parse("request", utf8("request", body)));
        return fromCloudEvent(
                object("data", parse("data", text("data", request.path("data"), 10_000_000))), null, received);
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

    private static EventRecord fromCloudEvent(JsonNode event, Instant started, Instant received) {
        JsonNode context = event.path("context");
        String eventType = matching("context.type", context.path("type"), TYPES::contains, "sqs or sns");
        JsonNode data = object("data", parse("data", decode(event.path("data"))));
        JsonNode body = object("data.body", data.path("body"));
        JsonNode id = body.path("id");
        if (!id.isInt()) {
            throw new BadEventException("data.body.id", id, "a 32-bit integer");
        }
        return new EventRecord(
                matching("EventId", attribute(data, "EventId"), EVENT_ID, "1 to 128 visible ASCII characters"),
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
