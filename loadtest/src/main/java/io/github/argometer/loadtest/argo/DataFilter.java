package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One of a dependency's {@code filters.data}. As in Argo Events a string's values are regular expressions of RE2 that
 * match anywhere, and the event passes when one of the values fits.
 *
 * @param type string, bool or number
 * @param comparator null or empty is {@code =}
 */
public record DataFilter(
        @Field.Needed JsonPath path,
        @Field.Needed String type,
        @Field.Needed List<String> value,
        String comparator) {

    /** Java reads a few more, such as {@code 4d} and those with blanks around. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

    private static final Set<String> TRUE = Set.of("1", "t", "true");

    /**
     * Refuses what could not be compared.
     *
     * @throws IllegalArgumentException for a type, comparator or value that is not supported
     */
    public DataFilter {
        comparator = comparator == null || comparator.isEmpty() ? "=" : comparator;
        for (String one : type == null || value == null ? List.<String>of() : value) {
            if (one != null) {
                test(type, comparator, one);
            }
        }
    }

    /**
     * Whether {@code data} passes.
     *
     * @throws EventError where the path is not there
     */
    public boolean passes(JsonNode data) throws EventError {
        JsonNode found = path.in(data);
        if (found.isMissingNode()) {
            throw new EventError("the filter: path '%s' does not exist".formatted(String.join(".", path.steps())));
        }
        return value.stream().anyMatch(one -> test(type, comparator, one).test(found));
    }

    private static Predicate<JsonNode> test(String type, String comparator, String value) {
        switch (type + " " + comparator) {
            case "string =":
                return string(value);
            case "string !=":
                return string(value).negate();
            case "bool =":
                boolean wanted = bool(value);
                return node -> truth(node) == wanted;
            case "number =", "number !=", "number <", "number <=", "number >", "number >=":
                if (!NUMBER.matcher(value).matches()) {
                    throw new IllegalArgumentException("value \"%s\": must be a number".formatted(value));
                }
                double limit = Double.parseDouble(value);
                return node -> holds(comparator, number(node), limit);
            default:
                throw new IllegalArgumentException(
                        "type \"%s\" with comparator \"%s\": must be string with = or !=, bool with =, or number with any"
                                .formatted(type, comparator));
        }
    }

    private static Predicate<JsonNode> string(String value) {
        Pattern pattern = Pattern.compile(value);
        return node -> pattern.matcher(text(node)).find();
    }

    /** gjson's {@code Result.String()}: an integer as it stands, another number as Go's {@code FormatFloat(…, 'f', -1, 64)}. */
    private static String text(JsonNode node) {
        if (node.isNumber() && !node.isIntegralNumber()) {
            double number = node.doubleValue();
            return Double.isInfinite(number)
                    ? (number > 0 ? "+Inf" : "-Inf")
                    : new BigDecimal(Double.toString(number))
                            .stripTrailingZeros()
                            .toPlainString();
        }
        return node.isNull() ? "" : node.isTextual() ? node.asText() : GoJson.text(node);
    }

    /** gjson's {@code Result.Bool()}. */
    private static boolean truth(JsonNode node) {
        return node.isTextual()
                ? TRUE.contains(node.asText().toLowerCase(Locale.ROOT))
                : node.isBoolean() ? node.booleanValue() : node.isNumber() && node.doubleValue() != 0;
    }

    /** gjson's {@code Result.Float()}. */
    private static double number(JsonNode node) {
        if (node.isTextual()) {
            return NUMBER.matcher(node.asText()).matches() ? Double.parseDouble(node.asText()) : 0;
        }
        return node.isNumber() ? node.doubleValue() : node.asInt();
    }

    private static boolean bool(String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("value \"%s\": must be true or false".formatted(value));
        }
        return value.equals("true");
    }

    private static boolean holds(String comparator, double value, double limit) {
        return switch (comparator) {
            case "=" -> value == limit;
            case "!=" -> value != limit;
            case "<" -> value < limit;
            case "<=" -> value <= limit;
            case ">" -> value > limit;
            default -> value >= limit;
        };
    }
}
