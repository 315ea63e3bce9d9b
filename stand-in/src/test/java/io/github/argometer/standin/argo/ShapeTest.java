package io.github.argometer.standin.argo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.argo.CloudEvent;
import io.github.argometer.loadtest.argo.Conditions;
import io.github.argometer.loadtest.argo.Dependency;
import io.github.argometer.loadtest.argo.EventData;
import io.github.argometer.loadtest.argo.EventError;
import io.github.argometer.loadtest.argo.GoJson;
import io.github.argometer.loadtest.argo.JsonPath;
import io.github.argometer.loadtest.argo.Parameters;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.loadtest.argo.Sensor;
import io.github.argometer.standin.manifest.Manifests;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The events, by the shipped sensors' own transforms, beside those that Argo Events itself sent on a cluster. */
class ShapeTest {

    private static final Path OVERLAY = Path.of("../argo-manifests/localstack");
    private static final List<String> ATTRIBUTES = List.of("Author", "EventId", "RunId", "SentAt", "Timestamp");

    @Test
    void theJobsArgumentHasTheFieldsOfTheCapturedOneInTheirOrder() throws Exception {
        Map<String, EventData.Attribute> attributes = new LinkedHashMap<>();
        ATTRIBUTES.forEach(name -> attributes.put(name, new EventData.Attribute("String", "x", null)));
        String body = "{\"id\":4,\"greeting\":\"hello\",\"message\":\"hello world\",\"author\":\"Ankur\"}";
        CloudEvent event = CloudEvent.of(
                "argometer-sqs", "sqs", "load", Instant.now(), EventData.sqs("id", attributes, body, true));

        String argument = taken("argometer-job", event).json();

        assertThat(shape(argument)).isEqualTo(shape(captured("sqs-job-argument.json")));
        assertThat(data(argument).at("/body/message").asText()).isEqualTo("set by sensor argometer-job");
    }

    @Test
    void theHttpBodyHasTheFieldsOfTheCapturedOneInTheirOrder() throws Exception {
        ObjectNode envelope = GoJson.MAPPER.createObjectNode();
        envelope.put("Type", "Notification")
                .put("MessageId", "id")
                .put("Message", "{\"id\":5,\"greeting\":\"hello\",\"message\":\"hello world\",\"author\":\"David\"}")
                .put("Timestamp", "2026-11-23T01:03:38.496Z");
        ObjectNode attributes = envelope.putObject("MessageAttributes");
        ATTRIBUTES.forEach(
                name -> attributes.putObject(name).put("Type", "String").put("Value", "x"));
        CloudEvent event =
                CloudEvent.of("argometer-sns", "sns", "load", Instant.now(), EventData.webhook(Map.of(), envelope));

        ObjectNode body = Parameters.of(
                        List.of(new Sensor.Parameter(new Sensor.From("sns", null), JsonPath.of("data"))),
                        new Conditions(List.of("sns"), false))
                .into(GoJson.MAPPER.createObjectNode(), Map.of("sns", taken("argometer-http", event)));

        JsonNode captured = GoJson.read(captured("sns-http-request.json"));
        assertThat(GoJson.text(body)).startsWith("{\"data\":\"{\\\"context\\\":{\\\"id\\\":\\\"");
        assertThat(body.size()).isEqualTo(captured.size());
        assertThat(shape(body.get("data").asText()))
                .isEqualTo(shape(captured.get("data").asText()));
    }

    private static CloudEvent taken(String sensor, CloudEvent event) throws EventError {
        Dependency manifest = Manifests.read(OVERLAY).resources().stream()
                .filter(resource ->
                        resource.kind().equals("Sensor") && resource.name().equals(sensor))
                .map((Resource resource) -> resource.as(Sensor.class))
                .findFirst()
                .orElseThrow()
                .spec()
                .dependencies()
                .get(0);
        return manifest.take(event).orElseThrow();
    }

    /** Names, nesting, order and types, without the values; the event's data in clear. */
    private static String shape(String event) throws Exception {
        ObjectNode clear = (ObjectNode) GoJson.read(event);
        clear.set("data", data(event));
        return shape(clear).toString();
    }

    private static JsonNode shape(JsonNode node) {
        if (!node.isObject()) {
            return GoJson.MAPPER.getNodeFactory().textNode(node.getNodeType().name());
        }
        ObjectNode shape = GoJson.MAPPER.createObjectNode();
        node.properties().forEach(entry -> shape.set(entry.getKey(), shape(entry.getValue())));
        return shape;
    }

    private static JsonNode data(String event) throws Exception {
        byte[] data = Base64.getDecoder().decode(GoJson.read(event).get("data").asText());
        return GoJson.read(new String(data, StandardCharsets.UTF_8));
    }

    private static String captured(String name) throws Exception {
        try (InputStream in = ShapeTest.class.getResourceAsStream("/events/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
