package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/** JSON as Go's {@code encoding/json} writes it: no spaces, maps by key, and {@code < > &} escaped. */
public final class GoJson {

    /** Reads numbers as they stand, so that what is passed on raw is passed on whole. */
    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    static {
        MAPPER.getFactory().setCharacterEscapes(new Escapes());
    }

    private GoJson() {}

    /** {@code node} in its own order of fields, as Go writes a struct or a raw message. */
    public static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code node} with the fields of all objects by key, as Go writes a map. */
    public static String sorted(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(MAPPER.treeToValue(node, Object.class));
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

    private static final class Escapes extends CharacterEscapes {

        private static final Map<Integer, String> OWN = Map.of(
                (int) '<', "\\u003c", (int) '>', "\\u003e", (int) '&', "\\u0026", 0x2028, "\\u2028", 0x2029, "\\u2029");

        private final int[] ascii = standardAsciiEscapesForJSON();

        Escapes() {
            OWN.keySet().stream().filter(code -> code < 128).forEach(code -> ascii[code] = ESCAPE_CUSTOM);
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii.clone();
        }

        @Override
        public SerializableString getEscapeSequence(int code) {
            String escape = OWN.get(code);
            return escape == null ? null : new SerializedString(escape);
        }
    }
}
