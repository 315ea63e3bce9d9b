package io.github.argometer.loadtest.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.argometer.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A page in one file, which loads nothing and may load nothing: its policy (Content Security Policy Level 3) names its own style and
 * scripts by their hashes. What it says stands in resources, with {@code {{names}}} where text comes in.
 */
final class Page {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NAME = Pattern.compile("\\{\\{(\\w+)}}");

    private Page() {}

    /**
     * Writes {@code file}.
     *
     * @param title text
     * @param main HTML
     * @param data what report.js draws from
     */
    static void write(Path file, String title, String main, Object data) throws IOException {
        String style = resource("report.css");
        String echarts = resource("echarts.common.min.js");
        String script = resource("report.js");
        String policy = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src %s; script-src %s %s"
                .formatted(hash(style), hash(echarts), hash(script));
        WholeFile.write(
                file,
                fill(
                        "page.html",
                        Map.of(
                                "policy", policy,
                                "title", escape(title),
                                "style", style,
                                "main", main,
                                "data", json(data),
                                "echarts", echarts,
                                "script", script)));
    }

    /** The resource {@code name} with {@code values}, which are HTML, in their places. */
    static String fill(String name, Map<String, String> values) throws IOException {
        return NAME.matcher(resource(name)).replaceAll(match -> {
            String value = values.get(match.group(1));
            if (value == null) {
                throw new IllegalStateException("%s: nothing for {{%s}}".formatted(name, match.group(1)));
            }
            return Matcher.quoteReplacement(value);
        });
    }

    /** {@code text} with nothing in it that a browser takes for more than text. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /**
     * A table; the first cell of each row is its label.
     *
     * @param attributes of the table, HTML
     * @param caption text; "" for none
     * @param head the labels of its columns
     */
    static String table(String attributes, String caption, List<String> head, List<List<String>> rows) {
        return "<table %s>%s<thead>%s</thead><tbody>\n%s\n</tbody></table>"
                .formatted(
                        attributes,
                        caption.isEmpty() ? "" : "<caption>" + escape(caption) + "</caption>",
                        head.stream()
                                .map(cell -> "<th scope=\"col\">" + escape(cell) + "</th>")
                                .collect(Collectors.joining("", "<tr>", "</tr>")),
                        rows.stream().map(cells -> row(head, cells)).collect(Collectors.joining("\n")));
    }

    /** A list of items of a class each; nothing where there are none. */
    static String list(String tag, String css, Stream<String> items) {
        String html = items.collect(Collectors.joining("\n"));
        return html.isEmpty() ? "" : "<%s class=\"%s\">\n%s\n</%s>".formatted(tag, css, html, tag);
    }

    /** An item of a list. */
    static String item(String css, String html) {
        return "<li class=\"%s\">%s</li>".formatted(css, html);
    }

    /** Each cell knows its column, so that on a phone a row can be a card. */
    private static String row(List<String> head, List<String> cells) {
        return IntStream.range(0, cells.size())
                .mapToObj(i -> i == 0
                        ? "<th scope=\"row\">" + escape(cells.get(0)) + "</th>"
                        : "<td data-label=\"%s\">%s</td>".formatted(escape(head.get(i)), escape(cells.get(i))))
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }

    /** {@code data} as JSON that ends no script: every {@code <} in it is in a string, and escaped. */
    private static String json(Object data) throws JsonProcessingException {
        return JSON.writeValueAsString(data).replace("<", "\\u003c");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Page.class.getResourceAsStream("/report/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-%s'".formatted(Base64.getEncoder().encodeToString(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
