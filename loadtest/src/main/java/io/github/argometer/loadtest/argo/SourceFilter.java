package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.MatchResult;

/**
 * An EventSource's {@code filter.expression}, decided as Argo Events does by expr-lang 1.15 ({@code filterEvent} in its {@code
 * pkg/eventsources/eventing.go}): a field that is not there is {@code nil}, a field of what is no object is an error, and {@code
 * &&} and {@code ||} look at their right side only where the left one does not decide. The part of the language that is taken here:
 * comparisons of a path with a path or a literal, {@code in} a list of literals, {@code contains}, {@code startsWith}, {@code
 * endsWith} and {@code matches} with a string, joined by and, or, not and parentheses.
 */
public final class SourceFilter {

    /** Names that the language, its functions and those of Argo Events do not take for fields of the data. */
    private static final Set<String> TAKEN =
            Set.of(("asInt,asFloat,jsonpath,toJson,sprig,nil,true,false,not,and,or,let,in,"
                            + "matches,contains,startsWith,endsWith,all,none,any,one,filter,map,find,findIndex,findLast,findLastIndex,"
                            + "count,groupBy,reduce,len,type,abs,ceil,floor,round,int,float,string,trim,trimPrefix,trimSuffix,upper,"
                            + "lower,split,splitAfter,replace,repeat,join,indexOf,lastIndexOf,hasPrefix,hasSuffix,max,min,sum,mean,"
                            + "median,toJSON,fromJSON,toBase64,fromBase64,now,duration,date,first,last,get,take,keys,values,toPairs,"
                            + "fromPairs,sort,sortBy")
                    .split(","));

    private static final java.util.regex.Pattern TOKEN = java.util.regex.Pattern.compile(
            "'[^'\\\\\\n]*'|\"[^\"\\\\\\n]*\"|-?(?:0|[1-9]\\d{0,17})(?:\\.\\d+)?(?![\\w.])|[A-Za-z_]\\w*"
                    + "|\\?\\.|[=!<>]=|&&|\\|\\||[!<>()\\[\\],.]");

    private static final Set<String> EQUAL = Set.of("==", "!=");
    private static final Set<String> ORDERED = Set.of("<", "<=", ">", ">=");
    private static final Map<String, BiPredicate<String, String>> OF_TEXTS =
            Map.of("contains", String::contains, "startsWith", String::startsWith, "endsWith", String::endsWith);

    /** What a part comes to: null, Boolean, Double, String, List or Map. */
    private interface Part {
        Object of(Map<?, ?> data) throws EventError;
    }

    /** @param by {@code .}, {@code ?.} or {@code [} */
    private record Step(String field, String by) {}

    private final String expression;
    private final List<String> tokens = new ArrayList<>();
    private final Part condition;
    private int next;

    private SourceFilter(String expression) {
        this.expression = expression;
        int end = 0;
        for (MatchResult token :
                (Iterable<MatchResult>) TOKEN.matcher(expression).results()::iterator) {
            requireBlank(end, token.start());
            tokens.add(token.group());
            end = token.end();
        }
        requireBlank(end, expression.length());
        condition = either();
        if (next < tokens.size()) {
            throw refused("\"%s\" is not expected".formatted(peek()));
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
     * @throws EventError where the expression cannot decide on it, which drops the event too, with a line in the source's log
     */
    public boolean passes(JsonNode data) throws EventError {
        if (!(value(data) instanceof Map<?, ?> fields)) {
            throw error("the data are no JSON object");
        }
        return truth(condition.of(fields));
    }

    @Override
    public String toString() {
        return expression;
    }

    private Part either() {
        Part left = both();
        while (take("||", "or")) {
            left = joined(left, true, both());
        }
        return left;
    }

    private Part both() {
        Part left = single();
        while (take("&&", "and")) {
            left = joined(left, false, single());
        }
        return left;
    }

    private static Part joined(Part left, boolean deciding, Part right) {
        return data -> truth(left.of(data)) == deciding ? deciding : right.of(data);
    }

    private Part single() {
        if (take("!", "not")) {
            Part negated = peek().equals("!") || peek().equals("not") || peek().equals("(") ? single() : path();
            return data -> !truth(negated.of(data));
        }
        if (take("(")) {
            Part inner = either();
            require(")");
            return inner;
        }
        return isLiteral(peek()) ? mirrored() : compared(path());
    }

    /** A literal and a path; two literals would be compared, or refused, before there are any data. */
    private Part mirrored() {
        Object literal = literal();
        String operator = take();
        if (operator.isEmpty()) {
            throw refused("a literal does not decide");
        }
        if (!EQUAL.contains(operator) && !ORDERED.contains(operator)) {
            throw refused("\"%s\" after a literal".formatted(operator));
        }
        Part right = path();
        return comparison(operator, data -> literal, right, literal);
    }

    private Part compared(Part path) {
        String operator = peek();
        if (EQUAL.contains(operator) || ORDERED.contains(operator)) {
            next++;
            if (!isLiteral(peek())) {
                return comparison(operator, path, path(), "");
            }
            Object literal = literal();
            return comparison(operator, path, data -> literal, literal);
        }
        boolean negated = operator.equals("not") && next++ >= 0;
        Part holds;
        if (take("in")) {
            holds = among(path, list());
        } else if (OF_TEXTS.containsKey(peek())) {
            BiPredicate<String, String> test = OF_TEXTS.get(take());
            String text = text();
            holds = data -> test.test(text(path.of(data)), text);
        } else if (take("matches")) {
            Pattern pattern = pattern(text());
            holds = data -> pattern.matcher(text(path.of(data))).find();
        } else if (negated) {
            throw refused("\"not %s\" is not expected".formatted(peek()));
        } else {
            return path;
        }
        return negated ? data -> !truth(holds.of(data)) : holds;
    }

    /** @param literal one of the sides, or a text in its place */
    private Part comparison(String operator, Part left, Part right, Object literal) {
        if (EQUAL.contains(operator)) {
            boolean wanted = operator.equals("==");
            return data -> Objects.equals(left.of(data), right.of(data)) == wanted;
        }
        if (literal == null || literal instanceof Boolean) {
            throw refused("\"%s\" with nil, true or false".formatted(operator));
        }
        return data -> {
            int order = order(operator, left.of(data), right.of(data));
            boolean equal = order == 0 && operator.endsWith("=");
            return equal || (operator.startsWith("<") ? order < 0 : order > 0);
        };
    }

    /** The language looks strings up as the keys of a map, in which {@code nil} is the empty one and others are no keys. */
    private static Part among(Part path, List<Object> list) {
        boolean strings = !list.isEmpty() && list.stream().allMatch(String.class::isInstance);
        return data -> {
            Object found = path.of(data);
            return list.contains(strings ? text(found == null ? "" : found) : found);
        };
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw refused(e.getMessage());
        }
    }

    private Part path() {
        String root = take();
        if (!isName(root)) {
            throw refused(root.isEmpty() ? "it ends too early" : "\"%s\" is not expected".formatted(root));
        } else if (TAKEN.contains(root)) {
            throw refused(root + " is a name of the language");
        }
        List<Step> steps = new ArrayList<>();
        while (true) {
            String by = peek();
            if (take(".", "?.")) {
                String field = take();
                if (!isName(field)) {
                    throw refused("\"%s\" is no field".formatted(field));
                }
                steps.add(new Step(field, by));
            } else if (take("[")) {
                steps.add(new Step(text(), by));
                require("]");
            } else if (peek().equals("(")) {
                throw refused("function %s is not supported"
                        .formatted(steps.isEmpty() ? root : steps.get(steps.size() - 1).field));
            } else {
                return data -> follow(root, steps, data.get(root));
            }
        }
    }

    private static Object follow(String root, List<Step> steps, Object found) throws EventError {
        StringBuilder path = new StringBuilder(root);
        Object at = found;
        boolean ended = false; // by a ?. behind nil, up to the next bracket
        for (Step step : steps) {
            ended = !step.by.equals("[") && (ended || at == null && step.by.equals("?."));
            if (ended) {
                continue;
            }
            if (!(at instanceof Map<?, ?> object)) {
                throw error("%s is %s, which has no field %s".formatted(path, kind(at), step.field));
            }
            at = object.get(step.field);
            path.append('.').append(step.field);
        }
        return at;
    }

    private List<Object> list() {
        require("[");
        List<Object> list = new ArrayList<>();
        while (!peek().equals("]")) {
            if (!list.isEmpty()) {
                require(",");
            }
            list.add(literal());
        }
        require("]");
        return list;
    }

    private Object literal() {
        String token = take();
        if (token.startsWith("'") || token.startsWith("\"")) {
            return token.substring(1, token.length() - 1);
        } else if (token.equals("true") || token.equals("false")) {
            return token.equals("true");
        } else if (token.matches("-?\\d.*")) {
            return number(Double.parseDouble(token));
        } else if (token.equals("nil")) {
            return null;
        }
        throw refused(token.isEmpty() ? "it ends too early" : "\"%s\" is not expected: a literal is".formatted(token));
    }

    private String text() {
        if (literal() instanceof String text) {
            return text;
        }
        throw refused("a string is needed");
    }

    private static boolean isLiteral(String token) {
        return token.matches("(?s)['\"\\-\\d].*|true|false|nil");
    }

    private static boolean isName(String token) {
        return token.matches("[A-Za-z_]\\w*");
    }

    private String peek() {
        return next < tokens.size() ? tokens.get(next) : "";
    }

    private String take() {
        String token = peek();
        next++;
        return token;
    }

    private boolean take(String... any) {
        boolean there = List.of(any).contains(peek());
        next += there ? 1 : 0;
        return there;
    }

    private void require(String token) {
        if (!take(token)) {
            throw refused(
                    peek().isEmpty() ? "a %s is missing".formatted(token) : "\"%s\" is not expected".formatted(peek()));
        }
    }

    private void requireBlank(int from, int to) {
        String between = expression.substring(from, to);
        if (!between.isBlank()) {
            throw refused("\"%s\" is not supported".formatted(between.strip()));
        }
    }

    private static boolean truth(Object value) throws EventError {
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw error("%s is neither true nor false".formatted(kind(value)));
    }

    private static String text(Object value) throws EventError {
        if (value instanceof String text) {
            return text;
        }
        throw error("%s is no string".formatted(kind(value)));
    }

    /** Go compares strings by their bytes. */
    private static int order(String operator, Object left, Object right) throws EventError {
        if (left instanceof Double one && right instanceof Double other) {
            return Double.compare(one, other);
        } else if (left instanceof String one && right instanceof String other) {
            return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
        }
        throw error("%s %s %s cannot be compared".formatted(kind(left), operator, kind(right)));
    }

    private static String kind(Object value) {
        return value == null
                ? "nil"
                : value instanceof String
                        ? "a string"
                        : value instanceof Double
                                ? "a number"
                                : value instanceof Boolean
                                        ? "true or false"
                                        : value instanceof List ? "a list" : "an object";
    }

    /** {@code node} as Go's {@code encoding/json} reads it, where every number is a float64. */
    private static Object value(JsonNode node) throws EventError {
        if (node.isObject()) {
            Map<String, Object> object = new HashMap<>();
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                object.put(field.getKey(), value(field.getValue()));
            }
            return object;
        } else if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            for (JsonNode element : node) {
                list.add(value(element));
            }
            return list;
        } else if (node.isNumber()) {
            double number = number(node.doubleValue());
            if (Double.isInfinite(number)) {
                throw error("%s is too large a number".formatted(node));
            }
            return number;
        }
        return node.isBoolean() ? (Object) node.booleanValue() : node.isTextual() ? node.textValue() : null;
    }

    /** To the language −0 is 0. */
    private static double number(double value) {
        return value + 0.0;
    }

    private static EventError error(String why) {
        return new EventError(why);
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(
                why + ": only comparisons, in, contains, startsWith, endsWith and matches of paths such"
                        + " as body.id and plain literals are taken, joined by &&, || and !");
    }
}
