package io.github.argometer.standin.argo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A call of SNS as Argo's event data: the request's header as Go has it, and the envelope as it came. */
final class SnsData {

    private SnsData() {}

    /** The data of a request with these headers and body. */
    static String of(Map<String, List<String>> headers, JsonNode body) {
        Map<String, List<String>> sorted = new TreeMap<>();
        headers.forEach((name, values) -> sorted.put(canonical(name), values));
        sorted.remove("Host"); // Go keeps it apart
        ObjectNode data = GoJson.MAPPER.createObjectNode();
        ObjectNode header = data.putObject("header");
        sorted.forEach((name, values) -> {
            ArrayNode list = header.putArray(name);
            values.forEach(list::add);
        });
        data.set("body", body);
        return GoJson.text(data);
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
}
