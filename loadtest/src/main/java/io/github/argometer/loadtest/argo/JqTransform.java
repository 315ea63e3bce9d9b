package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.internal.tree.FunctionCall;
import net.thisptr.jackson.jq.internal.tree.FunctionDefinition;
import org.springframework.util.ReflectionUtils;

/** A dependency's {@code transform.jq}: its first output, an object, takes the place of the event's data. */
public final class JqTransform {

    private static final Scope BUILTINS = Scope.newEmptyScope();

    static {
        BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_7, BUILTINS);
    }

    private final JsonQuery query;

    private JqTransform(JsonQuery query) {
        this.query = query;
    }

    /**
     * Compiles {@code program}.
     *
     * @throws IllegalArgumentException where it is not jq, or calls a function that jackson-jq does not have
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static JqTransform of(String program) {
        try {
            JsonQuery query = JsonQuery.compile(program, Versions.JQ_1_7);
            List<String> unknown = new Functions().unknown(query);
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException(
                        "the local stand-in's jq (jackson-jq) does not have " + String.join(", ", unknown));
            }
            return new JqTransform(query);
        } catch (JsonQueryException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * The new data.
     *
     * @param data JSON
     * @throws EventError where the program fails, or its first output is no object
     */
    public String apply(String data) throws EventError {
        List<JsonNode> outputs = new ArrayList<>();
        try {
            query.apply(Scope.newChildScope(BUILTINS), GoJson.read(data), outputs::add);
        } catch (JsonProcessingException e) {
            throw new EventError("the transform: " + e.getMessage(), e);
        }
        if (outputs.isEmpty() || !outputs.get(0).isObject()) {
            throw new EventError("the transform: its first output is no object");
        }
        return GoJson.sorted(outputs.get(0));
    }

    /**
     * The functions that a program calls. jackson-jq looks a function up only when it gets there, which is too late for a
     * manifest that is to be refused at the start; its syntax tree is private, and read by reflection.
     */
    private static final class Functions {

        private static final String TREE = JsonQuery.class.getPackageName();

        private final Set<String> called = new TreeSet<>();
        private final Set<String> defined = new TreeSet<>();

        /** What {@code query} calls and neither it nor jackson-jq defines, as {@code name/arity}. */
        List<String> unknown(JsonQuery query) {
            visit(query);
            called.removeAll(defined);
            called.removeIf(function -> {
                String[] parts = function.split("/");
                return BUILTINS.getFunction(parts[0], Integer.parseInt(parts[1])) != null;
            });
            return List.copyOf(called);
        }

        private void visit(Object node) {
            if (node instanceof Collection<?> nodes) {
                nodes.forEach(this::visit);
            } else if (node != null && node.getClass().getName().startsWith(TREE) && !(node instanceof Enum<?>)) {
                if (node instanceof FunctionCall) {
                    called.add(read(node, "name") + "/" + ((List<?>) read(node, "args")).size());
                } else if (node instanceof FunctionDefinition) {
                    List<?> parameters = (List<?>) read(node, "args");
                    defined.add(read(node, "fname") + "/" + parameters.size());
                    parameters.forEach(parameter -> defined.add(parameter + "/0"));
                }
                ReflectionUtils.doWithFields(
                        node.getClass(),
                        field -> visit(read(node, field.getName())),
                        field -> !Modifier.isStatic(field.getModifiers())
                                && !JsonNode.class.isAssignableFrom(field.getType()));
            }
        }

        private static Object read(Object node, String name) {
            Field field = Objects.requireNonNull(
                    ReflectionUtils.findField(node.getClass(), name), "jackson-jq's syntax tree is not as it was");
            ReflectionUtils.makeAccessible(field);
            return ReflectionUtils.getField(field, node);
        }
    }
}
