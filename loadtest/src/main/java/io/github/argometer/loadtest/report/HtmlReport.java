package io.github.argometer.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.loadtest.JsonFile;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.ChannelCounts;
import io.github.argometer.loadtest.analyse.ChannelResult;
import io.github.argometer.loadtest.analyse.Journeys;
import io.github.argometer.loadtest.analyse.Meanwhile;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.analyse.loss.Fate;
import io.github.argometer.loadtest.analyse.statistics.Distribution;
import io.github.argometer.loadtest.analyse.statistics.Hop;
import io.github.argometer.loadtest.analyse.statistics.Scatter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The report as one HTML file: its words and tables, which need no script. {@link PageData} has what its script draws. */
final class HtmlReport {

    /** Of the messages to look into, so many are there without a script. */
    private static final int WITHOUT_SCRIPT = 100;

    private final Analysis analysis;
    private final Verdict verdict;

    private HtmlReport(Analysis analysis, Verdict verdict) {
        this.analysis = analysis;
        this.verdict = verdict;
    }

    static void write(Analysis analysis, Verdict verdict, List<String> notes, Path file) throws IOException {
        Page.write(
                file,
                "Run " + analysis.plan().runId(),
                new HtmlReport(analysis, verdict).main(notes),
                PageData.of(analysis));
    }

    private String main(List<String> notes) throws IOException {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("runId", Html.escape(analysis.plan().runId()));
        parts.put("about", Html.escape(about()));
        parts.put("outcome", verdict.passed() ? "passed" : "failed");
        parts.put("summary", Html.escape(summary()));
        parts.put("notes", notes(notes));
        parts.put("checks", checks());
        parts.put("glance", glance());
        parts.put("outcomes", outcomes());
        parts.put("messages", messages());
        parts.put("delays", delays());
        parts.put("sampled", Html.escape(sampled()));
        parts.put("marks", marks());
        parts.put("around", Html.escape(around()));
        parts.put("hops", hops());
        parts.put("clocks", clocks());
        parts.put("run", run());
        return Page.fill("report.html", parts);
    }

    private String about() {
        return Finding.text(
                "%,d messages to each of %s, sent in %.1f s, begun %s.",
                analysis.plan().messages(),
                analysis.channels().stream().map(ChannelResult::channel).collect(Collectors.joining(" and ")),
                analysis.sending().toMillis() / 1_000.0,
                analysis.plan().created());
    }

    private String summary() {
        long bad = findings(Finding.Level.BAD).size();
        long notes = findings(Finding.Level.NOTE).size();
        long all = verdict.findings().size();
        return (bad == 0 ? "No check failed" : Finding.text("%,d of %,d checks failed", bad, all))
                + (notes == 0
                        ? "."
                        : Finding.text("; %,d %s worth knowing.", notes, notes == 1 ? "thing is" : "things are"));
    }

    private String notes(List<String> notes) {
        List<String> lines =
                Stream.concat(notes.stream(), analysis.notes().stream()).toList();
        return lines.isEmpty()
                ? ""
                : lines.stream()
                        .map(line -> "<li>" + Html.escape(line) + "</li>")
                        .collect(Collectors.joining("\n", "<ul class=\"notes\">\n", "\n</ul>"));
    }

    /** What is broken first, a line each; what holds can be opened. */
    private String checks() {
        List<Finding> good = findings(Finding.Level.GOOD);
        return items(Stream.concat(findings(Finding.Level.BAD).stream(), findings(Finding.Level.NOTE).stream())
                        .toList())
                + (good.isEmpty()
                        ? ""
                        : Finding.text(
                                "<details><summary>%,d %s</summary>%s</details>",
                                good.size(), good.size() == 1 ? "check holds" : "checks hold", items(good)));
    }

    private List<Finding> findings(Finding.Level level) {
        return verdict.findings().stream()
                .filter(finding -> finding.level() == level)
                .toList();
    }

    /** The ids below a finding's first line are in the table of messages. */
    private static String items(List<Finding> findings) {
        return findings.stream()
                .map(finding -> Html.item(
                        finding.level().name().toLowerCase(Locale.ROOT),
                        Html.escape(finding.text().lines().findFirst().orElse(""))
                                .replaceFirst("^(\\w+)  ", "<b>$1</b> ")))
                .collect(Collectors.joining("\n", "<ul>\n", "\n</ul>"));
    }

    /** The figures that are asked for first. */
    private String glance() {
        return analysis.channels().stream()
                .map(result -> {
                    Map<String, String> figures = Figures.of(result.statistics().delay());
                    Map<String, String> glance = new LinkedHashMap<>();
                    glance.put(
                            result.channel() + " rows",
                            Finding.text(
                                    "%,d of %,d",
                                    result.counts().arrived(), result.counts().expected()));
                    for (String label : List.of("p50", "p90", "p99", "max")) {
                        glance.put(label + ", ms", figures.get(label));
                    }
                    return glance.entrySet().stream()
                            .map(entry -> "<div><dt>%s</dt><dd>%s</dd></div>"
                                    .formatted(Html.escape(entry.getKey()), Html.escape(entry.getValue())))
                            .collect(Collectors.joining("", "<dl>", "</dl>"));
                })
                .collect(Collectors.joining("\n"));
    }

    private String outcomes() {
        List<List<String>> rows = new ArrayList<>();
        for (Fate fate : Fate.values()) {
            if (fate.good() || any(result -> result.counts().count(fate) > 0)) {
                rows.add(counts(fate.label(), counts -> counts.count(fate)));
            }
        }
        rows.add(counts("in all", ChannelCounts::planned));
        List<List<String>> apart = List.of(
                counts("unexpected rows", ChannelCounts::unexpected),
                counts("duplicated", ChannelCounts::duplicated),
                counts("late", ChannelCounts::late),
                counts("recovered", ChannelCounts::recovered),
                counts("retried", ChannelCounts::retried),
                counts("warm-up", ChannelCounts::warmUp));
        return "<div class=\"tables\">"
                + Html.table("", "Messages, each once", head("outcome"), rows)
                + Html.table("", "Of these, and apart from them", head("count"), apart)
                + "</div>";
    }

    private boolean any(Predicate<ChannelResult> is) {
        return analysis.channels().stream().anyMatch(is);
    }

    private List<String> counts(String label, ToLongFunction<ChannelCounts> count) {
        return cells(label, result -> Finding.text("%,d", count.applyAsLong(result.counts())));
    }

    private String messages() throws IOException {
        Journeys journeys = analysis.journeys();
        if (journeys.all() == 0) {
            return "";
        }
        int shown = journeys.shown().size();
        List<List<String>> rows = journeys.shown().stream()
                .limit(WITHOUT_SCRIPT)
                .map(journey -> List.of(
                        journey.eventId(),
                        journey.channel(),
                        journey.outcome(),
                        journey.where(),
                        number(journey.attempts().size()),
                        number(journey.deliveries())))
                .toList();
        return Page.fill(
                "messages.html",
                Map.of(
                        "shown",
                        Finding.text(
                                "%s lost, wrong, late or delivered too often. Choose one to see its way.",
                                shown == journeys.all()
                                        ? Finding.text("%,d %s", shown, shown == 1 ? "message" : "messages")
                                        : Finding.text(
                                                "%,d of %,d messages (ledger.csv has all, where it is written)",
                                                shown, journeys.all())),
                        "table",
                        Html.table(
                                "id=\"messages\" class=\"wide cards\"",
                                "",
                                List.of("EventId", "Channel", "Outcome", "Where", "Attempts", "Deliveries"),
                                rows)));
    }

    private static String number(long count) {
        return count == 0 ? "" : Finding.text("%,d", count);
    }

    private String delays() {
        Map<String, Function<ChannelResult, Distribution>> tables = new LinkedHashMap<>();
        tables.put("Recorded − sent", result -> result.statistics().delay());
        tables.put("Recorded − intended", result -> result.statistics().fromIntended());
        tables.put("Sent − intended", result -> result.statistics().lateness());
        return tables.entrySet().stream()
                .map(table -> Html.table("", table.getKey(), head("ms"), figures(table.getValue())))
                .collect(Collectors.joining("", "<div class=\"tables\">", "</div>"));
    }

    private List<List<String>> figures(Function<ChannelResult, Distribution> what) {
        return Figures.of(what.apply(analysis.channels().get(0))).keySet().stream()
                .map(label ->
                        cells(label, result -> Figures.of(what.apply(result)).get(label)))
                .toList();
    }

    private String sampled() {
        return analysis.channels().stream()
                .filter(result -> result.charts().scatter().of() > 0)
                .map(result -> {
                    Scatter scatter = result.charts().scatter();
                    return scatter.slowest() == 0
                            ? Finding.text("%s: a dot a row, all %,d.", result.channel(), scatter.of())
                            : Finding.text(
                                    "%s: %,d of %,d rows, all of the %,d slowest and of the others an even sample.",
                                    result.channel(), scatter.sent().size(), scatter.of(), scatter.slowest());
                })
                .collect(Collectors.joining(" "));
    }

    private String marks() {
        Meanwhile meanwhile = analysis.meanwhile();
        if (meanwhile.marks().isEmpty()) {
            return "";
        }
        return meanwhile.marks().stream()
                .map(mark -> Html.item(
                        "mark",
                        Finding.text(
                                "%.1f s%s: %s",
                                (mark.at() - meanwhile.start()) / 1e6,
                                mark.until() == null
                                        ? ""
                                        : Finding.text(" to %.1f s", (mark.until() - meanwhile.start()) / 1e6),
                                Html.escape(mark.label()))))
                .collect(Collectors.joining(
                        "\n", "<p class=\"remark\">Meanwhile:</p>\n<ol class=\"marks\">\n", "\n</ol>"));
    }

    private String around() {
        List<String> unfit = analysis.channels().stream()
                .flatMap(result -> result.charts().hops().unfit().stream())
                .distinct()
                .toList();
        return "The parts of each bar add up to its whole: they are the means of the messages between p48 and p52, p88 and p92, p98.5 and p99.5."
                + (unfit.isEmpty()
                        ? ""
                        : Finding.text(
                                " Left out, because its clock is too coarse for delays like these: %s.",
                                String.join(", ", unfit)));
    }

    private String hops() {
        StringBuilder html = new StringBuilder();
        for (ChannelResult result : analysis.channels()) {
            List<String> head = new ArrayList<>(List.of("hop"));
            List<List<String>> rows = new ArrayList<>();
            for (Map.Entry<Hop, Distribution> hop : result.statistics().hops().entrySet()) {
                Map<String, String> figures = Figures.of(hop.getValue());
                if (rows.isEmpty()) {
                    head.addAll(figures.keySet());
                }
                rows.add(Stream.concat(Stream.of(hop.getKey().label()), figures.values().stream())
                        .toList());
            }
            html.append(Html.table("class=\"wide cards\"", result.channel() + ": hops, ms", head, rows));
        }
        return html.toString();
    }

    private String clocks() {
        return Html.table(
                "class=\"words\"",
                "Clocks",
                List.of("difference, ms", "known"),
                Report.clockLines(analysis).entrySet().stream()
                        .map(line -> List.of(line.getKey(), line.getValue()))
                        .toList());
    }

    /** The plan as it was written, and what is known of the rest. */
    private String run() {
        Map<String, String> plan = new LinkedHashMap<>();
        JsonFile.read(analysis.folder().resolve("plan.json"), JsonNode.class, "a plan")
                .ifPresent(fields -> flatten("", fields, plan));
        WhatWasRun run = analysis.run();
        return (run.command().isEmpty()
                        ? ""
                        : "<p class=\"remark\">The same plan again:</p>\n<pre><code>%s</code></pre>\n"
                                .formatted(Html.escape(run.command())))
                + "<div class=\"tables\">"
                + table("Plan", plan)
                + table("Versions", run.versions())
                + table("Cluster", run.cluster())
                + table("Settings that differ from the defaults", run.settings())
                + "</div>";
    }

    private static String table(String caption, Map<String, String> values) {
        return values.isEmpty()
                ? ""
                : Html.table(
                        "class=\"words\"",
                        caption,
                        List.of("name", "value"),
                        values.entrySet().stream()
                                .map(value -> List.of(value.getKey(), Objects.toString(value.getValue(), "")))
                                .toList());
    }

    /** Objects by dotted names; a list is one value. */
    private static void flatten(String name, JsonNode node, Map<String, String> into) {
        if (node.isObject()) {
            node.properties()
                    .forEach(field -> flatten(
                            name.isEmpty() ? field.getKey() : name + "." + field.getKey(), field.getValue(), into));
        } else {
            into.put(name, text(node));
        }
    }

    private static String text(JsonNode node) {
        List<String> parts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(item -> parts.add(text(item)));
            return String.join(node.has(0) && node.get(0).isObject() ? "; " : ", ", parts);
        }
        if (node.isObject()) {
            node.properties().forEach(field -> parts.add(field.getKey() + " " + text(field.getValue())));
            return String.join(", ", parts);
        }
        return node.asText();
    }

    private List<String> head(String title) {
        return cells(title, ChannelResult::channel);
    }

    private List<String> cells(String label, Function<ChannelResult, String> cell) {
        return Stream.concat(Stream.of(label), analysis.channels().stream().map(cell))
                .toList();
    }
}
