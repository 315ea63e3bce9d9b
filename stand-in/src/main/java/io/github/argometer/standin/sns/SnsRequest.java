package io.github.argometer.standin.sns;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A request of the AWS Query protocol: a form with an {@code Action} and its parameters.
 *
 * @param parameters as they came
 */
record SnsRequest(Map<String, String> parameters) {

    private static final int LARGEST_BATCH = 10;

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

    /** The entries of a PublishBatch, 1 to 10, each as if it had come alone. */
    List<SnsRequest> batch() throws SnsException {
        List<SnsRequest> entries = new ArrayList<>();
        while (true) {
            String member = "PublishBatchRequestEntries.member.%d.".formatted(entries.size() + 1);
            Map<String, String> entry = parameters.entrySet().stream()
                    .filter(parameter -> parameter.getKey().startsWith(member))
                    .collect(Collectors.toMap(
                            parameter -> parameter.getKey().substring(member.length()), Map.Entry::getValue));
            if (entry.isEmpty()) {
                break;
            }
            entries.add(new SnsRequest(entry));
        }
        if (entries.isEmpty()) {
            throw new SnsException(400, "EmptyBatchRequest", "the batch has no entry");
        }
        if (entries.size() > LARGEST_BATCH) {
            throw new SnsException(
                    400,
                    "TooManyEntriesInBatchRequest",
                    "the batch has %d entries, and %d are allowed".formatted(entries.size(), LARGEST_BATCH));
        }
        return entries;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
