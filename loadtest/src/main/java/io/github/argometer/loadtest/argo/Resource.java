package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.github.argometer.loadtest.BadInputException;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.util.ReflectionUtils;

/**
 * One Kubernetes object as a tree, and the way from there to the records of the model: strictly, where all that it says
 * must be acted on, or leniently, where the object is somebody else's.
 *
 * @param origin where it stands, such as a file: errors begin with it
 * @param at path in its document; empty where it is the whole document
 * @param tree with all patches that lie over it
 */
public record Resource(String origin, String at, ObjectNode tree) {

    private static final JsonMapper STRICT = mapper(false);
    private static final JsonMapper LENIENT = mapper(true);

    private static final Set<Class<?>> TEXTS =
            Set.of(String.class, SourceFilter.class, JqTransform.class, JsonPath.class);

    /** By what the API server tells one object from another. */
    public record Id(String kind, String namespace, String name) {}

    /** An object that is a document of its own. */
    public Resource(String origin, ObjectNode tree) {
        this(origin, "", tree);
    }

    /** Its kind, such as {@code Sensor}. */
    public String kind() {
        return tree.path("kind").asText();
    }

    /** Its name. */
    public String name() {
        return tree.path("metadata").path("name").asText();
    }

    /** Its namespace, {@code default} where it names none; a Namespace lies in itself. */
    public String namespace() {
        String named = tree.path("metadata").path("namespace").asText(""); // null is none too
        return kind().equals("Namespace") ? name() : named.isEmpty() ? "default" : named;
    }

    /** Its identity. */
    public Id id() {
        return new Id(kind(), namespace(), name());
    }

    /**
     * This object as a record {@code type}, whose components say by {@link Field} what they must be.
     *
     * @throws BadInputException for a field that the type does not have, or lacks, or has otherwise, by origin and path
     */
    public <T> T as(Class<T> type) {
        T made = bind(STRICT, type);
        check(made, "");
        return made;
    }

    /**
     * This object as a record {@code type}, as far as the two agree: fields that the type does not have are passed over,
     * and those that are missing, or say what this model cannot do (another jq than ours, say), are null.
     *
     * @throws BadInputException for a value of another JSON type, by origin and path
     */
    public <T> T leniently(Class<T> type) {
        return bind(LENIENT, type);
    }

    /**
     * What {@code reader} makes of {@code field}.
     *
     * @throws BadInputException with origin and field, where it is an IllegalArgumentException that it makes
     */
    public <T> T read(String field, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException e) {
            throw new BadInputException(refused(field, e.getMessage()).getMessage(), e);
        }
    }

    /** The complaint about something in this object, by origin and field. */
    public BadInputException refused(String field, String why) {
        return new BadInputException("%s: %s: %s".formatted(origin, path(at, field), why));
    }

    @Override
    public String toString() {
        return "%s %s (%s)".formatted(kind(), name(), origin);
    }

    private <T> T bind(JsonMapper mapper, Class<T> type) {
        try {
            return mapper.treeToValue(tree, type);
        } catch (UnrecognizedPropertyException e) {
            String known = Stream.concat(
                            e.getKnownPropertyIds().stream().map(Object::toString),
                            Field.unread(e.getReferringClass()).stream())
                    .sorted()
                    .collect(Collectors.joining(", "));
            String more = e.getPropertyName().equals("retryStrategy")
                    ? "; Argo Events ignores a retryStrategy inside the template too: it belongs beside it"
                    : "";
            throw refused(path(e), "not supported by the local stand-in, which knows %s here%s".formatted(known, more));
        } catch (MismatchedInputException e) {
            throw refused(path(e), "must be " + wanted(e.getTargetType()));
        } catch (ValueInstantiationException e) {
            throw refused(path(e) + quoted(e), e.getCause().getMessage());
        } catch (JsonMappingException e) {
            throw refused(path(e), e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void check(Object value, String field) {
        if (value == null) {
            throw refused(field, "must be given");
        } else if (value instanceof Record record) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                ReflectionUtils.makeAccessible(component.getAccessor());
                Object part = ReflectionUtils.invokeMethod(component.getAccessor(), record);
                check(component, part, path(field, component.getName()));
            }
        } else if (value instanceof List<?> list) {
            IntStream.range(0, list.size()).forEach(i -> check(list.get(i), path(field, i)));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> check(element, path(field, key)));
        }
    }

    private void check(RecordComponent component, Object value, String field) {
        Field.Only only = component.getAnnotation(Field.Only.class);
        if (component.isAnnotationPresent(Field.Needed.class) && isEmpty(value)) {
            throw refused(field, "must be given");
        } else if (only != null && value != null && !List.of(only.value()).contains(String.valueOf(value))) {
            String known =
                    "\"%s\": the local stand-in knows only %s here".formatted(value, String.join(", ", only.value()));
            throw refused(field, only.value().length == 0 ? "not supported by the local stand-in" : known);
        } else if (value != null) {
            check(value, field);
        }
    }

    /** Absent lists and maps are empty ones. */
    private static JsonMapper mapper(boolean lenient) {
        JsonSetter.Value empty = JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY);
        return JsonMapper.builder()
                .withConfigOverride(List.class, lists -> lists.setSetterInfo(empty))
                .withConfigOverride(Map.class, maps -> maps.setSetterInfo(empty))
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(LogicalType.Textual, text -> {
                    text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                    text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                    text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                })
                .withCoercionConfig(
                        BigDecimal.class, // Argo Events' Amount may be in quotes
                        number -> number.setCoercion(CoercionInputShape.String, CoercionAction.TryConvert))
                .addHandler(new DeserializationProblemHandler() {
                    @Override
                    public boolean handleUnknownProperty(
                            DeserializationContext context,
                            JsonParser parser,
                            JsonDeserializer<?> deserializer,
                            Object beanOrClass,
                            String field)
                            throws IOException {
                        Class<?> type = beanOrClass instanceof Class<?> of ? of : beanOrClass.getClass();
                        boolean passed = lenient || Field.unread(type).contains(field);
                        return passed && parser.skipChildren() != null;
                    }

                    @Override
                    public Object handleInstantiationProblem(
                            DeserializationContext context, Class<?> type, Object argument, Throwable problem) {
                        return lenient ? null : NOT_HANDLED;
                    }
                })
                .build();
    }

    private static boolean isEmpty(Object value) {
        return value == null
                || (value instanceof String text && text.isBlank())
                || (value instanceof Collection<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
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
        } else if (TEXTS.contains(type)) {
            return "text (a number, true and false need quotes)";
        }
        return Collection.class.isAssignableFrom(type) ? "a list" : "a map";
    }

    /** The text, if it is a line of text, out of which nothing could be made. */
    private String quoted(JsonMappingException e) {
        JsonNode node = tree;
        for (JsonMappingException.Reference step : e.getPath()) {
            node = step.getFieldName() == null ? node.path(step.getIndex()) : node.path(step.getFieldName());
        }
        return node.isTextual() && node.asText().lines().count() == 1 ? " \"%s\"".formatted(node.asText()) : "";
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static String path(String at, Object field) {
        return at.isEmpty() ? String.valueOf(field) : at + "." + field;
    }
}
