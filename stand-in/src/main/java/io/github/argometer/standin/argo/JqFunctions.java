package io.github.argometer.standin.argo;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.internal.tree.FunctionCall;
import net.thisptr.jackson.jq.internal.tree.FunctionDefinition;

/**
 * The functions that a jq program calls. jackson-jq looks a function up only when it gets there, which is too late for a
 * manifest that is to be refused at the start; its syntax tree is private, and read by reflection.
 */
final class JqFunctions {

    private static final String TREE = JsonQuery.class.getPackageName();

    private final Set<String> called = new TreeSet<>();
    private final Set<String> defined = new TreeSet<>();

    private JqFunctions() {}

    /** What {@code query} calls and neither it nor {@code builtins} defines, as {@code name/arity}. */
    static List<String> unknown(JsonQuery query, Scope builtins) {
        JqFunctions functions = new JqFunctions();
        functions.visit(query);
        return functions.called.stream()
                .filter(function -> !functions.defined.contains(function))
                .filter(function -> {
                    String[] parts = function.split("/");
                    return builtins.getFunction(parts[0], Integer.parseInt(parts[1])) == null;
                })
                .toList();
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
            for (Class<?> type = node.getClass(); type != Object.class; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers()) && !JsonNode.class.isAssignableFrom(field.getType())) {
                        visit(read(node, field));
                    }
                }
            }
        }
    }

    private static Object read(Object node, String field) {
        try {
            return read(node, node.getClass().getDeclaredField(field));
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("jackson-jq's syntax tree is not as it was", e);
        }
    }

    private static Object read(Object node, Field field) {
        try {
            field.setAccessible(true);
            return field.get(node);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("jackson-jq's syntax tree is not as it was", e);
        }
    }
}
