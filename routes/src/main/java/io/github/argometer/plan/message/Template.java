package io.github.argometer.plan.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/**
 * A text with placeholders in Camel's Simple language, such as <code>${variable.number}</code>. What stands between them is never
 * read as Simple, which would take backslashes for its own. Parsed once; safe for use by many threads.
 */
public final class Template {

    private static final String BEGIN = "${";
    private static final Pattern VARIABLE = Pattern.compile("\\bvariable(?:As\\([^)]*\\))?[.:]([A-Za-z0-9_:-]*)");

    /** Made with the first placeholder: most plans have none. It needs no start, since nothing runs in it. */
    private static final class Simple {
        private static final CamelContext CONTEXT = new DefaultCamelContext();
    }

    /** A part of the text: as it is, or what {@code value} gives. */
    private record Part(String text, Expression value) {
        private String of(Exchange exchange) {
            try {
                return value == null ? text : value.evaluate(exchange, String.class);
            } catch (RuntimeException e) { // Simple calls methods, which may throw anything
                throw new IllegalArgumentException(
                        "a text whose placeholders have a value; " + text + " fails: " + why(e), e);
            }
        }
    }

    private final List<Part> parts;

    private Template(List<Part> parts) {
        this.parts = parts;
    }

    /**
     * The template that {@code text} is.
     *
     * @param variables that its placeholders may name
     * @throws IllegalArgumentException which says what it must be
     */
    public static Template of(String text, Set<String> variables) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        for (int begin = text.indexOf(BEGIN); begin >= 0; begin = text.indexOf(BEGIN, at)) {
            int end = end(text, begin);
            parts.add(new Part(text.substring(at, begin), null));
            parts.add(placeholder(text.substring(begin, end), variables));
            at = end;
        }
        parts.add(new Part(text.substring(at), null));
        return new Template(parts);
    }

    /** Whether it is the same text whatever the variables are. */
    public boolean isPlain() {
        return parts.size() == 1;
    }

    /**
     * The text with what its placeholders stand for.
     *
     * @param values of all its variables
     * @throws IllegalArgumentException for a placeholder that gives nothing, or fails
     */
    public String text(Map<String, String> values) {
        if (isPlain()) {
            return parts.get(0).text;
        }
        Exchange exchange = new DefaultExchange(Simple.CONTEXT);
        values.forEach(exchange::setVariable);
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            String value = part.of(exchange);
            if (value == null) {
                throw new IllegalArgumentException(
                        "a text whose placeholders have a value; " + part.text + " has none");
            }
            text.append(value);
        }
        return text.toString();
    }

    private static int end(String text, int begin) {
        int open = 0;
        for (int i = begin + 1; i < text.length(); i++) {
            open += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (open == 0) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("a text whose every ${ has its }");
    }

    private static Part placeholder(String text, Set<String> variables) {
        if (text.substring(BEGIN.length(), text.length() - 1).isBlank()) {
            throw new IllegalArgumentException("a text whose placeholders name something; " + text + " is empty");
        }
        Matcher named = VARIABLE.matcher(text);
        while (named.find()) {
            if (!variables.contains(named.group(1))) {
                throw new IllegalArgumentException("a text whose placeholders name "
                        + new TreeSet<>(variables)
                                .stream()
                                        .map(name -> "${variable." + name + "}")
                                        .collect(Collectors.joining(", "))
                        + "; " + text + " is another");
            }
        }
        try {
            Expression value = Simple.CONTEXT.resolveLanguage("simple").createExpression(text);
            value.init(Simple.CONTEXT);
            return new Part(text, value);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "a text whose placeholders Camel's Simple language takes; " + text + " it does not: " + why(e), e);
        }
    }

    private static String why(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
