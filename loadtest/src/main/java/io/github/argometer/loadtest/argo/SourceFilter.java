package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An EventSource's {@code filter.expression}, in the part of Argo's expression language (expr-lang) that is taken here:
 * comparisons {@code path == literal} of a dotted path with a string, a whole number, true or false, joined by {@code &&}
 * and {@code ||}. A path that is not there is {@code nil} or an error, by what is missing of it, so there is no negation,
 * which would tell them apart, and {@code ||} joins only fields of one object, which are absent, or an error, together.
 */
public final class SourceFilter {

    /** Names that expr-lang and Argo Events' own functions do not take for fields of the data. */
    private static final Set<String> TAKEN = Set.of(
            "asInt",
            "asFloat",
            "jsonpath",
            "toJson",
            "sprig",
            "nil",
            "not",
            "and",
            "or",
            "let",
            "matches",
            "in",
            "contains",
            "startsWith",
            "endsWith",
            "true",
            "false");

    /** A path, a number or what looks like one, a plain string, an operator or any other character. */
    private static final Pattern TOKEN = Pattern.compile(
            "[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*|-?\\d[\\w.]*|'[^'\\\\]*'|\"[^\"\\\\]*\"|&&|\\|\\||[=!<>]=|\\S");

    private static final Pattern PATH = Pattern.compile("[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?(?:0|[1-9]\\d{0,17})");
    private static final Pattern STRING = Pattern.compile("(['\"]).*\\1", Pattern.DOTALL);
    private static final Set<String> ENDS = Set.of("", ")", "&&", "||");

    /** Decides on data; null where a path that decides is not there. */
    private interface Condition {
        Boolean holds(JsonNode data);
    }

    private final String expression;
    private final List<String> tokens;
    private int next;
    private final Set<String> paths = new LinkedHashSet<>();
    private final Condition condition;

    private SourceFilter(String expression) {
        this.expression = expression;
        tokens = TOKEN.matcher(expression).results().map(MatchResult::group).toList();
        condition = either(new TreeSet<>());
        if (!token().isEmpty()) {
            throw refused("operator or function " + token());
        }
    }

    /**
     * Compiles {@code expression}.
     *
     * @throws IllegalArgumentException saying what is not supported in it
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static SourceFilter of(String expression) {
        return new SourceFilter(expression);
    }

    /**
     * Whether {@code data} passes.
     *
     * @throws EventError where a path that decides is not there, which drops the event too
     */
    public boolean passes(JsonNode data) throws EventError {
        boolean rooted = paths.stream().allMatch(path -> data.has(path.substring(0, path.indexOf('.'))));
        Boolean holds = rooted ? condition.holds(data) : null;
        if (holds == null) {
            throw new EventError("the source's filter: the data have no "
                    + paths.stream()
                            .filter(path -> at(path, data).isMissingNode())
                            .collect(Collectors.joining(" and no ")));
        }
        return holds;
    }

    @Override
    public String toString() {
        return expression;
    }

    /** Adds the objects whose fields it looks at to {@code objects}. */
    private Condition either(Set<String> objects) {
        Set<String> own = new TreeSet<>();
        List<Condition> parts = parts("||", () -> both(own));
        if (parts.size() > 1 && own.size() > 1) {
            throw refused("|| joins fields of one object only, not of " + String.join(" and ", own));
        }
        objects.addAll(own);
        return joined(parts, true);
    }

    private Condition both(Set<String> objects) {
        return joined(parts("&&", () -> single(objects)), false);
    }

    private List<Condition> parts(String operator, Supplier<Condition> part) {
        List<Condition> parts = new ArrayList<>(List.of(part.get()));
        while (take(operator)) {
            parts.add(part.get());
        }
        return parts;
    }

    /** One part that is {@code deciding} decides for all, whatever is missing in the others. */
    private static Condition joined(List<Condition> parts, boolean deciding) {
        return data -> {
            boolean missing = false;
            for (Condition part : parts) {
                Boolean holds = part.holds(data);
                if (holds == null) {
                    missing = true;
                } else if (holds == deciding) {
                    return deciding;
                }
            }
            return missing ? null : Boolean.valueOf(!deciding);
        };
    }

    private Condition single(Set<String> objects) {
        if (!take("(")) {
            return comparison(objects);
        }
        Condition inner = either(objects);
        if (!take(")")) {
            throw refused(token().isEmpty() ? "a ) is missing" : "operator or function " + token());
        }
        return inner;
    }

    private Condition comparison(Set<String> objects) {
        String path = operand();
        String operator = token();
        if (ENDS.contains(operator) && !path.endsWith("()")) {
            throw refused("a comparison is needed here");
        } else if (ENDS.contains(operator)) {
            throw refused("operator or function " + path.substring(path.lastIndexOf('.') + 1, path.length() - 2));
        } else if (!take("==")) {
            throw refused("operator or function " + operator);
        }
        Predicate<JsonNode> equal = literal(operand());
        if (!PATH.matcher(path).matches() || path.indexOf('.') < 0) {
            throw refused("the left side of == must be a dotted path such as body.id");
        }
        String root = path.substring(0, path.indexOf('.'));
        if (TAKEN.contains(root)) {
            throw refused(root + " is a name of the language");
        }
        paths.add(path);
        objects.add(path.substring(0, path.lastIndexOf('.')));
        return data -> {
            JsonNode found = at(path, data);
            return found.isMissingNode() ? null : equal.test(found);
        };
    }

    /** The language has escapes, raw strings, octal numbers and so on: only plain literals pass. */
    private Predicate<JsonNode> literal(String text) {
        boolean glued = STRING.matcher(token()).matches();
        if (STRING.matcher(text).matches() && !glued) {
            String wanted = text.substring(1, text.length() - 1);
            return node -> node.isTextual() && node.asText().equals(wanted);
        } else if (WHOLE_NUMBER.matcher(text).matches()) {
            BigDecimal wanted = new BigDecimal(text);
            return node -> node.isNumber() && node.decimalValue().compareTo(wanted) == 0;
        } else if (text.equals("true") || text.equals("false")) {
            return node -> node.isBoolean() && node.booleanValue() == text.equals("true");
        }
        boolean other = text.isEmpty() || !"'\"-0123456789".contains(text.substring(0, 1));
        throw refused(
                other && !glued && !text.equals("null") && !text.equals("nil")
                        ? "the right side of == must be a literal"
                        : "a literal must be a plain string, whole number, true or false");
    }

    /** One operand; {@code ()} or {@code []} stands for what it is called or indexed with. */
    private String operand() {
        String operand = token();
        if (operand.equals("!")) {
            throw refused("operator or function !");
        }
        next++;
        String bracket = token();
        while (bracket.equals("(") || bracket.equals("[")) {
            String closing = bracket.equals("(") ? ")" : "]";
            operand += bracket + closing;
            for (int open = 0; !token().isEmpty() && (open > 0 || token().equals(bracket)); next++) {
                open += token().equals(bracket) ? 1 : token().equals(closing) ? -1 : 0;
            }
            bracket = token();
        }
        return operand;
    }

    private boolean take(String token) {
        boolean taken = token().equals(token);
        next += taken ? 1 : 0;
        return taken;
    }

    /** The next token, empty at the end. */
    private String token() {
        return next < tokens.size() ? tokens.get(next) : "";
    }

    private static JsonNode at(String path, JsonNode data) {
        return data.at("/" + path.replace('.', '/'));
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(why + ": only path == literal, && and || are taken");
    }
}
