package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** JSON as Go's {@code encoding/json} writes it: no spaces, maps by key, and {@code < > &} escaped. */
public final class GoJson {

    /** Reads numbers in full, so that what is passed on raw has their value, if not always their zeros and exponent. */
    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private GoJson() {}

    /** {@code node} in its own order of fields, as Go writes a struct or a raw message. */
    public static String text(JsonNode node) {
        try {
            return escaped(MAPPER.writeValueAsString(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code node} with the fields of all objects by key, as Go writes a map. */
    public static String sorted(JsonNode node) {
        try {
            return escaped(MAPPER.writeValueAsString(MAPPER.treeToValue(node, Object.class)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The tree of {@code text}.
     *
     * @throws JsonProcessingException where it is not JSON
     */
    public static JsonNode read(String text) throws JsonProcessingException {
        return MAPPER.readTree(text);
    }

    /** These stand only in strings, so that they are escaped wherever they stand. */
    private static String escaped(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }
}
