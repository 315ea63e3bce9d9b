package io.github.argometer.local.manifest;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.argometer.loadtest.BadInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Trees into records, field by field: a field that a record does not have is refused by its path. */
final class Strict {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private Strict() {}

    /**
     * {@code tree} as a {@code type}.
     *
     * @throws BadInputException naming file, field and what is allowed
     */
    static <T> T read(Path file, JsonNode tree, Class<T> type) {
        try {
            return JSON.treeToValue(tree, type);
        } catch (UnrecognizedPropertyException e) {
            String known = e.getKnownPropertyIds().stream()
                    .map(Object::toString)
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw new BadInputException(
                    "%s: %s: not supported by the local stand-in, which knows %s here".formatted(file, path(e), known),
                    e);
        } catch (JsonMappingException e) {
            throw new BadInputException("%s: %s: %s".formatted(file, path(e), e.getOriginalMessage()), e);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        List<JsonMappingException.Reference> steps = e.getPath();
        for (JsonMappingException.Reference step : steps) {
            path.append(path.isEmpty() ? "" : ".")
                    .append(step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName());
        }
        return path.toString();
    }
}
