package io.github.argometer.standin.argo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelParserFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * An EventSource's {@code filter.expression}, evaluated by CEL, which means the same as Argo's language wherever
 * {@link WhiteList} lets an expression through.
 */
final class SourceFilter {

    private final CelRuntime.Program program;
    private final Set<String> roots;

    private SourceFilter(CelRuntime.Program program, Set<String> roots) {
        this.program = program;
        this.roots = roots;
    }

    /**
     * Compiles {@code expression}.
     *
     * @throws IllegalArgumentException saying what is not supported in it
     */
    static SourceFilter of(String expression) {
        try {
            CelAbstractSyntaxTree parsed = CelParserFactory.standardCelParserBuilder()
                    .build()
                    .parse(expression)
                    .getAst();
            Set<String> roots = WhiteList.check(expression, parsed);
            CelCompilerBuilder compiler = CelCompilerFactory.standardCelCompilerBuilder();
            roots.forEach(root -> compiler.addVar(root, SimpleType.DYN));
            CelAbstractSyntaxTree checked = compiler.build().compile(expression).getAst();
            return new SourceFilter(
                    CelRuntimeFactory.standardCelRuntimeBuilder().build().createProgram(checked), roots);
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalArgumentException(
                    e.getMessage().lines().findFirst().orElse("not CEL"), e);
        }
    }

    /**
     * Whether {@code data} passes.
     *
     * @throws EventError where a path's parent is not there, which drops the event too
     */
    boolean passes(JsonNode data) throws EventError {
        for (String root : roots) {
            if (!data.has(root)) {
                throw new EventError("the source's filter: the data have no %s".formatted(root));
            }
        }
        Map<String, Object> variables =
                roots.stream().collect(Collectors.toMap(root -> root, root -> value(data.get(root))));
        try {
            return Boolean.TRUE.equals(program.eval(variables));
        } catch (CelEvaluationException e) {
            throw new EventError("the source's filter: " + e.getMessage(), e);
        }
    }

    /** A whole number is one type for both languages, however JSON wrote it. */
    private static Object value(JsonNode node) {
        if (node.isObject()) {
            return node.properties().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> value(entry.getValue())));
        }
        if (node.isArray()) {
            return StreamSupport.stream(node.spliterator(), false)
                    .map(SourceFilter::value)
                    .toList();
        }
        if (node.isNumber()) {
            BigDecimal number = node.decimalValue().stripTrailingZeros();
            boolean whole = number.scale() <= 0 && (long) number.precision() - number.scale() < Long.SIZE / 4 + 3;
            return whole ? (Object) number.longValueExact() : (Object) number.doubleValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNull() ? dev.cel.common.values.NullValue.NULL_VALUE : node.asText();
    }
}
