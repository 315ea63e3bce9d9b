package io.github.argometer.standin.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.github.argometer.loadtest.BadInputException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Trees into records, field by field: what a record does not have, lacks, or has otherwise is refused by its path. */
final class Strict {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Textual, text -> {
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
            })
            .build();

    private final Path file;

    private Strict(Path file) {
        this.file = file;
    }

    /**
     * {@code tree} as a {@code type}.
     *
     * @param at path of {@code tree} in its file; empty for the whole document
     * @throws BadInputException naming file, field and what is allowed
     */
    static <T> T read(Path file, String at, JsonNode tree, Class<T> type) {
        Strict strict = new Strict(file);
        try {
            T made = JSON.treeToValue(tree, type);
            strict.check(made, at);
            return made;
        } catch (UnrecognizedPropertyException e) {
            String known = e.getKnownPropertyIds().stream()
                    .map(Object::toString)
                    .sorted()
                    .collect(Collectors.joining(", "));
            String more = e.getPropertyName().equals("retryStrategy")
                    ? "; Argo Events ignores a retryStrategy inside the template too: it belongs beside it"
                    : "";
            throw strict.refused(
                    path(at, e), "not supported by the local stand-in, which knows %s here%s".formatted(known, more));
        } catch (MismatchedInputException e) {
            throw strict.refused(path(at, e), "must be " + wanted(e.getTargetType()));
        } catch (JsonMappingException e) {
            throw strict.refused(path(at, e), e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code field} of what stands at {@code at}. */
    static String path(String at, Object field) {
        return at.isEmpty() ? String.valueOf(field) : at + "." + field;
    }

    private void check(Object value, String at) {
        if (value == null) {
            throw refused(at, "must be given");
        } else if (value instanceof Record record) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                check(component, value(record, component), path(at, component.getName()));
            }
        } else if (value instanceof Collection<?> list) {
            int index = 0;
            for (Object element : list) {
                check(element, path(at, index++));
            }
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> check(element, path(at, key)));
        }
    }

    private void check(RecordComponent component, Object value, String at) {
        if (component.isAnnotationPresent(Field.Needed.class) && isEmpty(value)) {
            throw refused(at, "must be given");
        }
        Field.Only only = component.getAnnotation(Field.Only.class);
        if (only != null && value != null && !List.of(only.value()).contains(String.valueOf(value))) {
            throw refused(
                    at,
                    "\"%s\": the local stand-in knows only %s here".formatted(value, String.join(", ", only.value())));
        }
        if (value != null) {
            check(value, at);
        }
    }

    private BadInputException refused(String field, String why) {
        return new BadInputException("%s: %s: %s".formatted(file, field, why));
    }

    private static boolean isEmpty(Object value) {
        return value == null
                || (value instanceof String text && text.isBlank())
                || (value instanceof Collection<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    private static Object value(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String wanted(Class<?> type) {
        if (type == null) {
            return "of another type";
        } else if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        } else if (type == int.class || type == Integer.class) {
            return "a whole number";
        } else if (Number.class.isAssignableFrom(type)) {
            return "a number";
        } else if (type == String.class) {
            return "text (a number, true and false need quotes)";
        }
        return Collection.class.isAssignableFrom(type) ? "a list" : "a map";
    }

    private static String path(String at, JsonMappingException e) {
        String path = at;
        for (JsonMappingException.Reference step : e.getPath()) {
            path = path(path, step.getFieldName() == null ? step.getIndex() : step.getFieldName());
        }
        return path;
    }
}
