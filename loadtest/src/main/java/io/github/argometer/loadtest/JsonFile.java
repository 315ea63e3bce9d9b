package io.github.argometer.loadtest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.argometer.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/** A run's small files of JSON, which need not be there. */
public final class JsonFile {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonFile() {}

    /** Writes {@code value} to {@code file}, as a whole. */
    public static void write(Path file, Object value) throws IOException {
        WholeFile.write(file, JSON.writeValueAsString(value) + "\n");
    }

    /** As {@link #write}, with a line a field, for people. */
    public static void writeIndented(Path file, Object value) throws IOException {
        WholeFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n");
    }

    /**
     * What {@code file} says, or empty where there is no such file.
     *
     * @param kind what it should be, for the complaint
     * @throws BadInputException where it says something else
     */
    public static <T> Optional<T> read(Path file, Class<T> type, String kind) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            T value = JSON.readValue(Files.readString(file), type);
            if (value == null) {
                throw new BadInputException("%s: not %s: null".formatted(file, kind));
            }
            return Optional.of(value);
        } catch (JsonProcessingException e) {
            String why = e.getOriginalMessage().lines().findFirst().orElse("");
            if (e instanceof JsonMappingException at && !at.getPath().isEmpty()) {
                why = at.getPath().stream()
                                .map(step -> step.getFieldName() == null
                                        ? String.valueOf(step.getIndex())
                                        : step.getFieldName())
                                .collect(Collectors.joining("."))
                        + ": " + why;
            }
            throw new BadInputException("%s: not %s: %s".formatted(file, kind, why), e);
        } catch (IOException e) {
            throw new BadInputException("%s: cannot be read: %s".formatted(file, e), e);
        }
    }
}
