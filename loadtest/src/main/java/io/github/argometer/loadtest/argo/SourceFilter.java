package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
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
            "asInt,asFloat,jsonpath,toJson,sprig,nil,true,false,not,and,or,let,in,matches,contains,startsWith,endsWith"
                    .split(","));

    private static final Pattern COMPARISON =
            Pattern.compile("(?<object>(?<root>[A-Za-z_]\\w*)(?:\\.[A-Za-z_]\\w*)*)\\.(?<field>[A-Za-z_]\\w*)\\s*==\\s*"
                    + "(?:'(?<single>[^'\\\\]*)'|\"(?<double>[^\"\\\\]*)\"|(?<number>-?(?:0|[1-9]\\d{0,17}))"
                    + "|(?<truth>true|false))(?![\\w.'\"])");

    /** Decides on data; null where a path that decides is not there. */
    private interface Condition {
        Boolean holds(JsonNode data);
    }

    private final String expression;
    private final Set<String> paths = new LinkedHashSet<>();
    private final Condition condition;
    private int position;

    private SourceFilter(String expression) {
        this.expression = expression;
        condition = either(new TreeSet<>());
        if (position < expression.length()) {
            throw refused(operator(rest()));
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
        boolean rooted = paths.stream().allMatch(path -> data.has(path.split("/")[1]));
        Boolean holds = rooted ? condition.holds(data) : null;
        if (holds == null) {
            throw new EventError("the source's filter: the data have no "
                    + paths.stream()
                            .filter(path -> data.at(path).isMissingNode())
                            .map(path -> path.substring(1).replace('/', '.'))
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
        List<Condition> parts = parts("||", () -> joined(parts("&&", () -> single(own)), false));
        if (parts.size() > 1 && own.size() > 1) {
            throw refused("|| joins fields of one object only, not of " + String.join(" and ", own));
        }
        objects.addAll(own);
        return joined(parts, true);
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
        if (take("(")) {
            Condition inner = either(objects);
            if (!take(")")) {
                throw refused(rest().isEmpty() ? "a ) is missing" : operator(rest()));
            }
            return inner;
        }
        Matcher found = COMPARISON.matcher(expression).region(position, expression.length());
        if (!found.lookingAt()) {
            throw refused(whyNoComparison(rest().split("&&|\\|\\|", 2)[0]));
        } else if (TAKEN.contains(found.group("root"))) {
            throw refused(found.group("root") + " is a name of the language");
        }
        position = found.end();
        take("");
        objects.add(found.group("object"));
        String path =
                "/%s.%s".formatted(found.group("object"), found.group("field")).replace('.', '/');
        paths.add(path);
        Condition equal = equal(found);
        return data -> data.at(path).isMissingNode() ? null : equal.holds(data.at(path));
    }

    /** A number is one type for the language, however JSON wrote it. */
    private static Condition equal(Matcher literal) {
        if (literal.group("number") != null) {
            BigDecimal wanted = new BigDecimal(literal.group("number"));
            return node -> node.isNumber() && node.decimalValue().compareTo(wanted) == 0;
        } else if (literal.group("truth") != null) {
            boolean wanted = literal.group("truth").equals("true");
            return node -> node.isBoolean() && node.booleanValue() == wanted;
        }
        String wanted = literal.group("single") == null ? literal.group("double") : literal.group("single");
        return node -> node.isTextual() && node.asText().equals(wanted);
    }

    private boolean take(String token) {
        while (position < expression.length() && Character.isWhitespace(expression.charAt(position))) {
            position++;
        }
        boolean taken = expression.startsWith(token, position);
        position += taken ? token.length() : 0;
        return taken;
    }

    private String rest() {
        return expression.substring(position);
    }

    /** What is wrong with {@code text}, up to the next operator that joins; literals have escapes, raw forms and so on. */
    private static String whyNoComparison(String text) {
        if (text.startsWith("!")) {
            return operator(text);
        }
        String[] sides = text.split("(?<![!<>=])==", 2);
        if (sides.length == 2 && sides[1].strip().matches("(?s)[-\\d'\"].*|null\\b.*|nil\\b.*|[A-Za-z]+['\"].*")) {
            return sides[0].strip().matches("[A-Za-z_][\\w.]*\\.\\w+")
                    ? "a literal must be a plain string, whole number, true or false"
                    : "the left side of == must be a dotted path such as body.id";
        } else if (sides.length == 2) {
            return "the right side of == must be a literal";
        }
        Matcher called = Pattern.compile("(?s)\\s*(?:\\w+\\.)*(\\w+)\\(.*").matcher(text);
        if (called.matches()) {
            return operator(called.group(1));
        }
        String after = text.strip().replaceFirst("^[\\w.]+\\s*", "");
        return after.isEmpty() || after.startsWith(")") ? "a comparison is needed here" : operator(after);
    }

    private static String operator(String text) {
        return "operator or function " + text.replaceFirst("(?s)^(\\w+|[!<>=]=?|\\S).*", "$1");
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(why + ": only path == literal, && and || are taken");
    }
}
