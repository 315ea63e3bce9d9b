package io.github.argometer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Builds events as the shipped Sensors' triggers send them, with any part changed. */
public final class TestEvents {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Object> context = new TreeMap<>(
            Map.of("id", "3eaa48d743264a309aa73949368b5bee", "source", "aws-sns", "specversion", "1.0", "type", "sns"));
    private final Map<String, Object> data = new TreeMap<>(Map.of("messageId", "m-1"));
    private final Map<String, Object> attributes = new TreeMap<>();
    private final Map<String, Object> body =
            new TreeMap<>(Map.of("id", 4, "greeting", "hello", "message", "hello world", "author", "David"));

    private TestEvents() {}

    /** An event that every recorder takes. */
    public static TestEvents event(String eventId) {
        return new TestEvents()
                .attribute("EventId", eventId)
                .attribute("RunId", "test-run")
                .attribute("SentAt", "2026-11-23T01:02:03.000456Z");
    }

    /** Sets a field of the CloudEvent's context. */
    public TestEvents context(String name, Object value) {
        context.put(name, value);
        return this;
    }

    /** Sets a message attribute. */
    public TestEvents attribute(String name, Object value) {
        attributes.put(name, Map.of("StringValue", value));
        return this;
    }

    /** Removes a message attribute. */
    public TestEvents without(String name) {
        attributes.remove(name);
        return this;
    }

    /** Sets a field beside attributes and payload. */
    public TestEvents data(String name, Object value) {
        data.put(name, value);
        return this;
    }

    /** Sets a field of the payload. */
    public TestEvents body(String name, Object value) {
        body.put(name, value);
        return this;
    }

    /** The CloudEvent, as a Job gets it. */
    public String argument() {
        return cloudEvent(decodedData());
    }

    /** The data inside the CloudEvent, before it becomes base64. */
    public String decodedData() {
        Map<String, Object> whole = new TreeMap<>(data);
        whole.put("messageAttributes", attributes);
        whole.put("body", body);
        return json(whole);
    }

    /** The CloudEvent around any data. */
    public String cloudEvent(String data) {
        return cloudEvent(data.getBytes(StandardCharsets.UTF_8));
    }

    /** The CloudEvent around any bytes. */
    public String cloudEvent(byte[] data) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("context", context);
        event.put("data", Base64.getEncoder().encodeToString(data));
        return json(event);
    }

    /** The request body, as the HTTP recorder gets it. */
    public String request() {
        return request(argument());
    }

    /** The request body around any CloudEvent. */
    public static String request(String cloudEvent) {
        return json(Map.of("data", cloudEvent));
    }

    /** A value as JSON. */
    public static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
