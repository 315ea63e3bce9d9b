package io.github.argometer.loadtest.report;

import static io.github.argometer.loadtest.report.Figures.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.Printable;
import io.github.argometer.loadtest.Counted;
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
import io.github.argometer.loadtest.analyse.statistics.Statistics;
import io.github.argometer.loadtest.evidence.Evidence.FailedJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
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
        parts.put("runId", Page.escape(analysis.plan().runId()));
        parts.put("about", Page.escape(about()));
        parts.put("outcome", verdict.passed() ? "passed" : "failed");
        parts.put("summary", Page.escape(summary()));
        parts.put("notes", notes(notes));
        parts.put("checks", checks());
        parts.put("glance", glance());
        parts.put("outcomes", outcomes());
        parts.put("messages", messages());
        parts.put("failedJobs", failedJobs());
        parts.put("delays", delays());
        parts.put("waiting", waiting());
        parts.put("sampled", Page.escape(sampled()));
        parts.put("marks", marks());
        parts.put("around", Page.escape(around()));
        parts.put("hops", hops());
        parts.put("clocks", clocks());
        parts.put("run", run());
        return Page.fill("report.html", parts);
    }

    private String about() {
        return text(
                "%,d messages to each of %s, sent in %.1f s, begun %s.",
                analysis.plan().messages(),
                String.join(" and ", analysis.plan().sentTo()),
                analysis.sending().toMillis() / 1_000.0,
                analysis.plan().created());
    }

    private String summary() {
        long bad = findings(Verdict.Level.BAD).size();
        long notes = findings(Verdict.Level.NOTE).size();
        return (bad == 0
                        ? "No check failed"
                        : text(
                                "%,d of %,d checks failed",
                                bad, verdict.findings().size()))
                + (notes == 0 ? "." : "; " + Counted.of(notes, "thing is", "things are") + " worth knowing.");
    }

    private String notes(List<String> notes) {
        return Page.list(
                "ul",
                "notes",
                Stream.concat(notes.stream(), analysis.notes().stream())
                        .map(line -> "<li>" + Page.escape(line) + "</li>"));
    }

    /** What is broken first, a line each; what holds can be opened. */
    private String checks() {
        List<Verdict.Finding> good = findings(Verdict.Level.GOOD);
        List<Verdict.Finding> open = new ArrayList<>(findings(Verdict.Level.BAD));
        open.addAll(findings(Verdict.Level.NOTE));
        return items(open)
                + (good.isEmpty()
                        ? ""
                        : "<details><summary>%s</summary>%s</details>"
                                .formatted(Counted.of(good.size(), "check holds", "checks hold"), items(good)));
    }

    private List<Verdict.Finding> findings(Verdict.Level level) {
        return verdict.findings().stream()
                .filter(finding -> finding.level() == level)
                .toList();
    }

    /** The ids below a finding's first line are in the table of messages. */
    private static String items(List<Verdict.Finding> findings) {
        return findings.stream()
                .map(finding -> Page.item(
                        finding.level().name().toLowerCase(Locale.ROOT),
                        Page.escape(finding.text().lines().findFirst().orElse(""))
                                .replaceFirst("^(\\S+)  ", "<b>$1</b> ")))
                .collect(Collectors.joining("\n", "<ul>\n", "\n</ul>"));
    }

    /** The figures that are asked for first. */
    private String glance() {
        return analysis.channels().stream()
                .map(result -> {
                    ChannelCounts counts = result.counts();
                    Map<String, String> figures = Figures.of(result.statistics().delay());
                    return Stream.concat(
                                    Stream.of(term(
                                            result.channel() + " rows",
                                            text("%,d of %,d", counts.arrived(), counts.expected()))),
                                    Stream.of("p50", "p90", "p99", "max")
                                            .map(label -> term(label + ", ms", figures.get(label))))
                            .collect(Collectors.joining("", "<dl>", "</dl>"));
                })
                .collect(Collectors.joining("\n"));
    }

    private static String term(String term, String value) {
        return "<div><dt>%s</dt><dd>%s</dd></div>".formatted(Page.escape(term), Page.escape(value));
    }

    private String outcomes() {
        List<List<String>> rows = new ArrayList<>();
        for (Fate fate : Fate.values()) {
            if (Report.shown(fate, analysis)) {
                rows.add(counts(fate.label(), counts -> counts.count(fate)));
            }
            if (fate == Fate.FILTERED) {
                known("… at the source", ChannelCounts::filteredAtSource).ifPresent(rows::add);
                known("… by the Sensor", ChannelCounts::filteredBySensor).ifPresent(rows::add);
            }
        }
        rows.add(counts("in all", ChannelCounts::planned));
        List<List<String>> apart = new ArrayList<>(List.of(
                counts("unexpected rows", ChannelCounts::unexpected), counts("duplicated", ChannelCounts::duplicated)));
        known("deliveries too many, by the source", ChannelCounts::sourceDuplicates)
                .ifPresent(apart::add);
        known("deliveries too many, by the trigger", ChannelCounts::triggerDuplicates)
                .ifPresent(apart::add);
        apart.addAll(List.of(
                counts("late", ChannelCounts::late),
                counts("recovered", ChannelCounts::recovered),
                counts("retried", ChannelCounts::retried),
                counts("warm-up", ChannelCounts::warmUp)));
        return "<div class=\"tables\">"
                + Page.table("", "Messages, each once", head("outcome"), rows)
                + Page.table("", "Of these, and apart from them", head("count"), apart)
                + "</div>";
    }

    /** A row where a channel knows the count. */
    private Optional<List<String>> known(String label, Function<ChannelCounts, Long> count) {
        return analysis.channels().stream().allMatch(result -> count.apply(result.counts()) == null)
                ? Optional.empty()
                : Optional.of(cells(label, result -> Figures.count(count.apply(result.counts()))));
    }

    private List<String> counts(String label, ToLongFunction<ChannelCounts> count) {
        return cells(label, result -> text("%,d", count.applyAsLong(result.counts())));
    }

    private String messages() throws IOException {
        Journeys journeys = analysis.journeys();
        int shown = journeys.shown().size();
        if (journeys.all() == 0) {
            return "";
        }
        String which = shown == journeys.all()
                ? Counted.of(shown, "message", "messages")
                : text("%,d of %,d messages (ledger.csv has all, where it is written)", shown, journeys.all());
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
                        which + " lost, wrong, late or delivered too often. Choose one to see its way.",
                        "table",
                        Page.table(
                                "id=\"messages\" class=\"wide cards\"",
                                "",
                                List.of("EventId", "Channel", "Outcome", "Where", "Attempts", "Deliveries"),
                                rows)));
    }

    /** A line each, which opens to the last lines of the Job's log. */
    private String failedJobs() {
        String channels = analysis.channels().stream()
                .map(result -> failedJobs(
                        result.channel(),
                        analysis.evidence().channel(result.channel()).failedJobs()))
                .collect(Collectors.joining());
        return channels.isEmpty()
                ? ""
                : "<section id=\"failed-jobs\">\n<h2>Jobs that failed</h2>\n%s</section>\n".formatted(channels);
    }

    private static String failedJobs(String channel, List<FailedJob> jobs) {
        if (jobs.isEmpty()) {
            return "";
        }
        int more = jobs.size() - Report.SHOWN_JOBS;
        String count = text(
                "%s: %s failed%s",
                channel,
                Counted.of(jobs.size(), "Job", "Jobs"),
                more > 0 ? text("; the first %,d are here, and all in report.json.", Report.SHOWN_JOBS) : ".");
        return jobs.stream()
                .limit(Report.SHOWN_JOBS)
                .map(job -> "<details><summary>%s</summary><pre><code>%s</code></pre></details>"
                        .formatted(
                                harmless(Report.named(job)),
                                Report.said(job).stream()
                                        .map(HtmlReport::harmless)
                                        .collect(Collectors.joining("\n"))))
                .collect(Collectors.joining("\n", "<p class=\"remark\">" + Page.escape(count) + "</p>\n", "\n"));
    }

    private static String harmless(String line) {
        return Page.escape(Printable.line(line));
    }

    private String waiting() {
        return analysis.channels().stream()
                .flatMap(result -> Report.waiting(analysis, result).stream())
                .map(text -> "<p class=\"remark\">%s.</p>\n".formatted(Page.escape(text)))
                .collect(Collectors.joining());
    }

    private static String number(long count) {
        return count == 0 ? "" : text("%,d", count);
    }

    private String delays() {
        return "<div class=\"tables\">"
                + delays("Recorded − sent", Statistics::delay)
                + delays("Recorded − intended", Statistics::fromIntended)
                + delays("Sent − intended", Statistics::lateness)
                + "</div>";
    }

    private String delays(String caption, Function<Statistics, Distribution> what) {
        Function<ChannelResult, Map<String, String>> figures = result -> Figures.of(what.apply(result.statistics()));
        List<List<String>> rows = figures.apply(analysis.channels().get(0)).keySet().stream()
                .map(label -> cells(label, result -> figures.apply(result).get(label)))
                .toList();
        return Page.table("", caption, head("ms"), rows);
    }

    private String sampled() {
        return analysis.channels().stream()
                .filter(result -> result.charts().scatter().of() > 0)
                .map(result -> {
                    Scatter scatter = result.charts().scatter();
                    return scatter.slowest() == 0
                            ? text("%s: a dot a row, all %,d.", result.channel(), scatter.of())
                            : text(
                                    "%s: %,d of %,d rows, all of the %,d slowest and of the others an even sample.",
                                    result.channel(), scatter.sent().size(), scatter.of(), scatter.slowest());
                })
                .collect(Collectors.joining(" "));
    }

    private String marks() {
        Meanwhile meanwhile = analysis.meanwhile();
        String marks = Page.list(
                "ol",
                "marks",
                meanwhile.marks().stream().map(mark -> Page.item("mark", mark(meanwhile.start(), mark))));
        return marks.isEmpty() ? "" : "<p class=\"remark\">Meanwhile:</p>\n" + marks;
    }

    private static String mark(long start, Meanwhile.Mark mark) {
        String until = mark.until() == null ? "" : text(" to %.1f s", (mark.until() - start) / 1e6);
        return text("%.1f s%s: %s", (mark.at() - start) / 1e6, until, Page.escape(mark.label()));
    }

    private String around() {
        List<String> unfit = analysis.channels().stream()
                .flatMap(result -> result.charts().hops().unfit().stream())
                .distinct()
                .toList();
        return "The parts of each bar add up to its whole: they are the means of the messages between p48 and p52, p88 and p92, p98.5 and p99.5."
                + (unfit.isEmpty()
                        ? ""
                        : text(
                                " Left out, because its clock is too coarse for delays like these: %s.",
                                String.join(", ", unfit)));
    }

    private String hops() {
        return analysis.channels().stream()
                .map(result -> {
                    Map<Hop, Distribution> hops = result.statistics().hops();
                    List<List<String>> rows = Stream.concat(
                                    rows("", hops),
                                    rows("beside: ", result.statistics().beside()))
                            .toList();
                    List<String> head = hops.values().stream()
                            .findFirst()
                            .map(first -> row("hop", Figures.of(first).keySet()))
                            .orElse(List.of("hop"));
                    return Page.table("class=\"wide cards\"", result.channel() + ": hops, ms", head, rows);
                })
                .collect(Collectors.joining());
    }

    private static Stream<List<String>> rows(String before, Map<Hop, Distribution> hops) {
        return hops.entrySet().stream()
                .map(hop -> row(
                        before + hop.getKey().label(),
                        Figures.of(hop.getValue()).values()));
    }

    private static List<String> row(String label, Collection<String> cells) {
        return Stream.concat(Stream.of(label), cells.stream()).toList();
    }

    private String clocks() {
        return table("Clocks", "difference, ms", "known", Report.clockLines(analysis));
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
                                .formatted(Page.escape(run.command())))
                + "<div class=\"tables\">"
                + table("Plan", plan)
                + table("Versions", run.versions())
                + table("Cluster", run.cluster())
                + table("Settings that differ from the defaults", run.settings())
                + "</div>";
    }

    private static String table(String caption, Map<String, String> values) {
        return values.isEmpty() ? "" : table(caption, "name", "value", values);
    }

    private static String table(String caption, String name, String value, Map<String, String> values) {
        List<List<String>> rows = values.entrySet().stream()
                .map(entry -> List.of(entry.getKey(), Objects.toString(entry.getValue(), "")))
                .toList();
        return Page.table("class=\"words\"", caption, List.of(name, value), rows);
    }

    /** Objects by dotted names; a list is one value. */
    private static void flatten(String name, JsonNode node, Map<String, String> into) {
        if (node.isObject()) {
            node.properties()
                    .forEach(field -> flatten(
                            name.isEmpty() ? field.getKey() : name + "." + field.getKey(), field.getValue(), into));
        } else {
            into.put(name, words(node));
        }
    }

    private static String words(JsonNode node) {
        List<String> parts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(item -> parts.add(words(item)));
            return String.join(node.has(0) && node.get(0).isObject() ? "; " : ", ", parts);
        }
        if (node.isObject()) {
            node.properties().forEach(field -> parts.add(field.getKey() + " " + words(field.getValue())));
            return String.join(", ", parts);
        }
        return node.asText();
    }

    private List<String> head(String title) {
        return cells(title, ChannelResult::channel);
    }

    private List<String> cells(String label, Function<ChannelResult, String> cell) {
        return row(label, analysis.channels().stream().map(cell).toList());
    }
}
