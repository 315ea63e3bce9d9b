package io.github.argometer.loadtest.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Pieces of HTML. */
final class Html {

    private Html() {}

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

    /** Items of a list, each with its class. */
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
}
