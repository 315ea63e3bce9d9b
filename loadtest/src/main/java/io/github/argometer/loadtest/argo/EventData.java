package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a source makes of a message: the data of its event, as the JSON text that Argo Events writes. */
public final class EventData {

    private EventData() {}

    /**
     * An attribute of an SQS message.
     *
     * @param dataType such as {@code String}
     * @param text null for a binary one
     * @param binary null for a text
     */
    public record Attribute(String dataType, String text, byte[] binary) {}

    /**
     * An SQS message's data: its Go struct, with every field of the attributes, null ones too.
     *
     * @param jsonBody whether the body is promised to be JSON; else it becomes base64
     * @throws JsonProcessingException where {@code jsonBody} is promised and the body is none
     */
    public static String sqs(String messageId, Map<String, Attribute> attributes, String body, boolean jsonBody)
            throws JsonProcessingException {
        ObjectNode data = GoJson.MAPPER.createObjectNode();
        data.put("messageId", messageId);
        ObjectNode all = data.putObject("messageAttributes");
        new TreeMap<>(attributes).forEach((name, attribute) -> all.putObject(name)
                .putNull("BinaryListValues")
                .put("BinaryValue", attribute.binary() == null ? null : base64(attribute.binary()))
                .put("DataType", attribute.dataType())
                .putNull("StringListValues")
                .put("StringValue", attribute.text()));
        if (jsonBody) {
            data.set("body", GoJson.read(body));
        } else {
            data.put("body", base64(body.getBytes(StandardCharsets.UTF_8)));
        }
        return GoJson.text(data);
    }

    /** The data of a call of a webhook, SNS's too: the request's header as Go has it, and the body as it came. */
    public static String webhook(Map<String, List<String>> headers, JsonNode body) {
        Map<String, List<String>> sorted = new TreeMap<>();
        headers.forEach((name, values) -> sorted.put(canonical(name), values));
        sorted.remove("Host"); // Go keeps it apart
        ObjectNode data = GoJson.MAPPER.createObjectNode();
        data.set("header", header(sorted));
        data.set("body", body);
        return GoJson.text(data);
    }

    /**
     * The data of a message of NATS.
     *
     * @param headers as they were sent; none are left out
     * @param jsonBody whether the body is promised to be JSON; else it becomes base64
     * @throws JsonProcessingException where {@code jsonBody} is promised and the body is none
     */
    public static String nats(String subject, Map<String, List<String>> headers, String body, boolean jsonBody)
            throws JsonProcessingException {
        ObjectNode data = GoJson.MAPPER.createObjectNode();
        data.put("subject", subject);
        if (jsonBody) {
            data.set("body", GoJson.read(body));
        } else {
            data.put("body", base64(body.getBytes(StandardCharsets.UTF_8)));
        }
        if (!headers.isEmpty()) {
            data.set("header", header(new TreeMap<>(headers)));
        }
        return GoJson.text(data);
    }

    private static ObjectNode header(Map<String, List<String>> sorted) {
        ObjectNode header = GoJson.MAPPER.createObjectNode();
        sorted.forEach((name, values) -> {
            ArrayNode list = header.putArray(name);
            values.forEach(list::add);
        });
        return header;
    }

    /** Go's {@code CanonicalHeaderKey}: the first letter and those after dashes are capitals. */
    private static String canonical(String name) {
        return Stream.of(name.split("-"))
                .map(part -> part.isEmpty()
                        ? part
                        : part.substring(0, 1).toUpperCase(Locale.ROOT)
                                + part.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("-"));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
