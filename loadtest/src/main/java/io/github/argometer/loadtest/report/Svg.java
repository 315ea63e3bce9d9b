package io.github.argometer.loadtest.report;

import java.util.Locale;

/** An SVG picture in the making, for use inside HTML: it scales with its box, and takes its colours from the page's classes. */
final class Svg {

    /** Of every picture, in its own units; on a phone a unit is about a pixel. */
    static final int WIDTH = 400;

    private final StringBuilder text = new StringBuilder();

    /** An empty picture of {@code height} units; {@code label} says to those who cannot see it what it shows. */
    Svg(int height, String label) {
        add(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\" xmlns=\"http://www.w3.org/2000/svg\">",
                WIDTH, height, Html.escape(label));
    }

    /** A rectangle with what is shown when it is pointed at. */
    Svg bar(double x, double y, double width, double height, String css, String title) {
        return add(
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s</title></rect>",
                css, x, y, Math.max(0, width), Math.max(0, height), Html.escape(title));
    }

    /** A word at a place; {@code anchor} is start, middle or end. */
    Svg word(double x, double y, String anchor, String word) {
        return add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, Html.escape(word));
    }

    /** A straight line. */
    Svg line(double x1, double y1, double x2, double y2, String css) {
        return add("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", css, x1, y1, x2, y2);
    }

    /** A line through {@code points}, which are pairs of numbers apart by spaces. */
    Svg path(String points, String css) {
        return add("<polyline class=\"%s\" points=\"%s\"/>", css, points);
    }

    /** A dot. */
    Svg dot(double x, double y, String css, String title) {
        return add(
                "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.2\"><title>%s</title></circle>",
                css, x, y, Html.escape(title));
    }

    @Override
    public String toString() {
        return text + "</svg>";
    }

    private Svg add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
        return this;
    }
}
