package io.github.argometer.loadtest.report;

import java.util.List;
import java.util.stream.Collectors;

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

    /** A table that scrolls by itself where it is too wide; the first cell of each row is its label. */
    static String table(List<String> head, List<List<String>> rows) {
        return "<div class=\"scroll\"><table><thead>%s</thead><tbody>%s</tbody></table></div>"
                .formatted(
                        row(head, "th"),
                        rows.stream().map(cells -> row(cells, "td")).collect(Collectors.joining("\n")));
    }

    /** A picture with its title, and what its colours mean. */
    static String figure(String title, Svg picture, String legend) {
        return "<figure><figcaption>%s</figcaption>%s%s</figure>\n"
                .formatted(escape(title), picture, legend.isEmpty() ? "" : "<p class=\"legend\">" + legend + "</p>");
    }

    /** An entry of a legend: a spot of colour and what it means. */
    static String key(String css, String meaning) {
        return "<span class=\"key\"><i class=\"%s\"></i>%s</span> ".formatted(css, escape(meaning));
    }

    private static String row(List<String> cells, String tag) {
        return cells.stream()
                .map(cell -> "<%1$s>%2$s</%1$s>".formatted(tag, escape(cell)))
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }
}
