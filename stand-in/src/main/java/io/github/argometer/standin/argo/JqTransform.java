package io.github.argometer.standin.argo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** A dependency's {@code transform.jq}: its first output, an object, takes the place of the event's data. */
final class JqTransform {

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
    static JqTransform of(String program) {
        try {
            JsonQuery query = JsonQuery.compile(program, Versions.JQ_1_7);
            List<String> unknown = JqFunctions.unknown(query, BUILTINS);
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
     * @throws EventError where the program fails, or its first output is no object
     */
    String apply(String data) throws EventError {
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
}
