package io.github.argometer.loadtest.report;

import io.github.argometer.loadtest.JsonFile;
import io.github.argometer.loadtest.analyse.ChannelSample;
import io.github.argometer.loadtest.compare.Change;
import io.github.argometer.loadtest.compare.Comparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A comparison as a page, which needs nothing else, and as JSON. */
public final class ComparisonPage {

    private record Root(
            List<String> first,
            List<String> second,
            Collection<String> differentPlans,
            Collection<String> differentVersions,
            Comparison comparison) {}

    private ComparisonPage() {}

    /**
     * Writes {@code comparison.html} and {@code comparison.json} into {@code folder}, which is made if need be.
     *
     * @param first the runs of side A, a line each, with what a reader should know of them
     * @param second those of side B
     * @param plans in what their plans differ
     * @param versions in what their versions differ
     * @param before the runs of side A
     * @param after those of side B
     */
    public static void write(
            Path folder,
            String first,
            String second,
            Collection<String> plans,
            Collection<String> versions,
            List<ChannelSample.OfRun> before,
            List<ChannelSample.OfRun> after,
            Comparison comparison)
            throws IOException {
        Files.createDirectories(folder);
        JsonFile.writeIndented(
                folder.resolve("comparison.json"), new Root(lines(first), lines(second), plans, versions, comparison));
        Page.write(
                folder.resolve("comparison.html"),
                "Comparison",
                Page.fill("comparison.html", words(first, second, plans, versions, comparison)),
                Map.of("channels", channels(before, after)));
    }

    private static Map<String, String> words(
            String first, String second, Collection<String> plans, Collection<String> versions, Comparison comparison) {
        boolean worse = comparison.worse();
        boolean changed = comparison.changes().stream().anyMatch(Change::beyondNoise);
        Map<String, String> words = new LinkedHashMap<>();
        words.put("outcome", worse ? "failed" : "passed");
        words.put("word", worse ? "worse" : changed ? "better" : "no change");
        words.put("summary", Page.escape(ComparisonText.summary(comparison)));
        words.put("sides", paragraph("A", first) + paragraph("B", second));
        words.put(
                "differences",
                Page.list(
                        "ul",
                        "notes",
                        Stream.concat(
                                        plans.stream().map(line -> "different plans: " + line),
                                        versions.stream().map(line -> "different versions: " + line))
                                .map(line -> Page.item("note", Page.escape(line)))));
        List<Change> shown = ComparisonText.shown(comparison);
        words.put(
                "changed",
                table(
                        "Changed beyond noise",
                        shown.stream().filter(Change::beyondNoise).toList()));
        words.put(
                "same",
                table(
                        "Not changed, or not judged",
                        shown.stream().filter(change -> !change.beyondNoise()).toList()));
        words.put(
                "counts",
                table(
                        "All other counts",
                        comparison.changes().stream()
                                .filter(change -> !shown.contains(change))
                                .toList()));
        return words;
    }

    private static String table(String caption, List<Change> changes) {
        return changes.isEmpty()
                ? ""
                : Page.table(
                        "class=\"wide cards changes\"",
                        caption,
                        List.of("figure", "A", "B", "B − A", "between", "verdict"),
                        changes.stream().map(ComparisonPage::cells).toList());
    }

    private static List<String> cells(Change change) {
        String label = ComparisonText.label(change);
        String verdict = change.verdict().label() + (change.why().isEmpty() ? "" : ": " + change.why());
        if (change.first() == null || change.second() == null) {
            return List.of(label, "", "", "", "", verdict);
        }
        Change.Printed printed = change.printed();
        return List.of(
                label,
                ComparisonText.text(printed.first()),
                ComparisonText.text(printed.second()),
                ComparisonText.text(printed.difference()),
                ComparisonText.interval(printed),
                verdict);
    }

    private static String paragraph(String side, String runs) {
        return lines(runs).stream()
                .map(Page::escape)
                .collect(Collectors.joining("<br>\n", "<p><b>" + side + "</b> ", "</p>\n"));
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).toList();
    }

    private static List<PageData.Side> channels(List<ChannelSample.OfRun> before, List<ChannelSample.OfRun> after) {
        return Stream.concat(channels("A", before), channels("B", after))
                .sorted(Comparator.comparing(PageData.Side::name))
                .toList();
    }

    private static Stream<PageData.Side> channels(String side, List<ChannelSample.OfRun> runs) {
        return IntStream.range(0, runs.size()).boxed().flatMap(run -> {
            String name = runs.size() == 1 ? side : side + (run + 1);
            return runs.get(run).channels().entrySet().stream()
                    .map(sample -> PageData.side(sample.getKey() + " " + name, sample.getValue()));
        });
    }
}
