package io.github.argometer.local.sns;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request of the AWS Query protocol: a form with an {@code Action} and its parameters.
 *
 * @param parameters as they came
 */
record SnsRequest(Map<String, String> parameters) {

    /** An attribute of a message. */
    record Attribute(String type, String value) {}

    static SnsRequest parse(String form) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : form.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return new SnsRequest(parameters);
    }

    String action() {
        return parameters.getOrDefault("Action", "");
    }

    /** A parameter that must be there. */
    String need(String name) throws SnsException {
        String value = parameters.get(name);
        if (value == null || value.isEmpty()) {
            throw SnsException.invalid(name);
        }
        return value;
    }

    /** {@code MessageAttributes.entry.N.Name}, {@code .Value.DataType} and {@code .Value.StringValue}, by name. */
    Map<String, Attribute> attributes() throws SnsException {
        Map<String, Attribute> attributes = new TreeMap<>();
        for (int i = 1; parameters.containsKey("MessageAttributes.entry." + i + ".Name"); i++) {
            String entry = "MessageAttributes.entry." + i;
            String type = need(entry + ".Value.DataType");
            String kind = type.startsWith("Binary") ? ".Value.BinaryValue" : ".Value.StringValue";
            attributes.put(parameters.get(entry + ".Name"), new Attribute(type, need(entry + kind)));
        }
        return attributes;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
