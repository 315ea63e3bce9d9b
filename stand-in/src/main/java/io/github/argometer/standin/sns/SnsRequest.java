package io.github.argometer.standin.sns;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.http.NameValuePair;
import org.apache.http.client.utils.URLEncodedUtils;

/**
 * A request of the AWS Query protocol: a form with an {@code Action} and its parameters.
 *
 * @param parameters as they came
 */
record SnsRequest(Map<String, String> parameters) {

    private static final int LARGEST_BATCH = 10;

    /** An attribute of a message. */
    record Attribute(String type, String value) {}

    /** The request in {@code form}, which is encoded as a URL's query is; null for none. */
    static SnsRequest parse(String form) {
        return new SnsRequest(URLEncodedUtils.parse(form, StandardCharsets.UTF_8).stream()
                .filter(parameter -> parameter.getValue() != null)
                .collect(Collectors.toMap(NameValuePair::getName, NameValuePair::getValue, (first, last) -> last)));
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

    /** The entries of a PublishBatch, 1 to 10, each as if it had come by itself. */
    List<SnsRequest> batch() throws SnsException {
        List<SnsRequest> entries = new ArrayList<>();
        for (SnsRequest next = entry(1); !next.parameters.isEmpty(); next = entry(entries.size() + 1)) {
            entries.add(next);
        }
        if (entries.isEmpty()) {
            throw new SnsException(400, "EmptyBatchRequest", "the batch has no entry");
        }
        if (entries.size() > LARGEST_BATCH) {
            throw new SnsException(
                    400,
                    "TooManyEntriesInBatchRequest",
                    "the batch has %d entries; it must have 1 to %d".formatted(entries.size(), LARGEST_BATCH));
        }
        return entries;
    }

    private SnsRequest entry(int number) {
        String member = "PublishBatchRequestEntries.member.%d.".formatted(number);
        return new SnsRequest(parameters.entrySet().stream()
                .filter(parameter -> parameter.getKey().startsWith(member))
                .collect(Collectors.toMap(
                        parameter -> parameter.getKey().substring(member.length()), Map.Entry::getValue)));
    }

    /** A request that SNS refuses, by its error code. */
    static final class SnsException extends Exception {

        private final int status;
        private final String code;

        /** @param status of HTTP */
        SnsException(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }

        static SnsException invalid(String message) {
            return new SnsException(400, "InvalidParameter", "Invalid parameter: " + message);
        }

        static SnsException notFound(String what) {
            return new SnsException(404, "NotFound", what + " does not exist");
        }

        int status() {
            return status;
        }

        String code() {
            return code;
        }
    }
}
