package io.github.argometer.loadtest.report;

import io.github.argometer.WholeFile;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.ChannelResult;
import io.github.argometer.loadtest.analyse.Distribution;
import io.github.argometer.loadtest.analyse.Fate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The report as one HTML file that needs nothing else: no script, no font, no network. */
final class HtmlReport {

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%1$s</title>
            <style>
            %2$s</style>
            </head>
            <body>
            <h1>%1$s <span class="verdict %3$s">%3$s</span></h1>
            <p>%4$s</p>
            %5$s
            </body>
            </html>
            """;

    private final Analysis analysis;
    private final Verdict verdict;

    private HtmlReport(Analysis analysis, Verdict verdict) {
        this.analysis = analysis;
        this.verdict = verdict;
    }

    static void write(Analysis analysis, Verdict verdict, List<String> notes, Path file) throws IOException {
        WholeFile.write(file, new HtmlReport(analysis, verdict).page(notes));
    }

    private String page(List<String> notes) throws IOException {
        String about = Finding.text(
                "%,d messages to each channel (seed %d), sent in %.1f s, begun %s.",
                analysis.plan().messages(),
                analysis.plan().seed(),
                analysis.sending().toMillis() / 1_000.0,
                analysis.plan().created());
        String lines = Stream.concat(notes.stream(), analysis.notes().stream())
                .map(note -> "<br><strong>%s</strong>".formatted(Html.escape(note)))
                .collect(Collectors.joining());
        return PAGE.formatted(
                Html.escape("Run " + analysis.plan().runId()),
                style(),
                verdict.passed() ? "passed" : "failed",
                Html.escape(about) + lines,
                String.join("\n", findings(), pictures(Charts::fates), fates(), delays(), hops(), clocks()));
    }

    private String findings() {
        return verdict.findings().stream()
                .map(finding -> "<li class=\"%s\">%s</li>"
                        .formatted(
                                finding.level().name().toLowerCase(Locale.ROOT),
                                Html.escape(finding.text()).replace("\n", "<br>")))
                .collect(Collectors.joining("\n", "<ul class=\"findings\">\n", "\n</ul>"));
    }

    private String fates() {
        List<List<String>> rows = new ArrayList<>();
        for (Fate fate : Fate.values()) {
            if (fate.good()
                    || analysis.channels().stream()
                            .anyMatch(result -> result.counts().count(fate) > 0)) {
                rows.add(cells(
                        fate.label(),
                        result -> Finding.text("%,d", result.counts().count(fate))));
            }
        }
        rows.add(cells("in all", result -> Finding.text("%,d", result.counts().planned())));
        rows.add(cells(
                "unexpected rows, apart",
                result -> Finding.text("%,d", result.counts().unexpected())));
        rows.add(cells(
                "duplicated", result -> Finding.text("%,d", result.counts().duplicated())));
        rows.add(cells("late", result -> Finding.text("%,d", result.counts().late())));
        rows.add(
                cells("recovered", result -> Finding.text("%,d", result.counts().recovered())));
        rows.add(cells("retried", result -> Finding.text("%,d", result.counts().retried())));
        rows.add(cells("warm-up", result -> Finding.text("%,d", result.counts().warmUp())));
        return Html.table(head("messages"), rows);
    }

    private String delays() {
        Map<String, Function<ChannelResult, Distribution>> tables = new LinkedHashMap<>();
        tables.put("recorded − sent, ms", result -> result.statistics().delay());
        tables.put("recorded − intended, ms", result -> result.statistics().fromIntended());
        tables.put("sent − intended, ms", result -> result.statistics().lateness());
        StringBuilder html = new StringBuilder("<h2>Delays</h2>\n");
        html.append(pictures(Charts::histogram))
                .append(pictures(Charts::overTime))
                .append("<div class=\"side tables\">");
        tables.forEach((title, what) -> {
            Map<String, String> labels =
                    Figures.of(what.apply(analysis.channels().get(0)));
            html.append(Html.table(
                    head(title),
                    labels.keySet().stream()
                            .map(label -> cells(label, result -> Figures.of(what.apply(result))
                                    .get(label)))
                            .toList()));
        });
        return html.append("</div>").toString();
    }

    private String hops() {
        StringBuilder html = new StringBuilder("<h2>Hops</h2>\n").append(pictures(Charts::hops));
        for (ChannelResult result : analysis.channels()) {
            List<String> head = new ArrayList<>(List.of(result.channel() + ", ms"));
            List<List<String>> rows = new ArrayList<>();
            result.statistics().hops().forEach((hop, delay) -> {
                Map<String, String> figures = Figures.of(delay);
                if (rows.isEmpty()) {
                    head.addAll(figures.keySet());
                }
                List<String> row = new ArrayList<>(List.of(hop.label()));
                row.addAll(figures.values());
                rows.add(row);
            });
            html.append(Html.table(head, rows));
        }
        return html.append(
                        "<p>Each message's hops add up to its whole delay. The source's time is known to a whole second;"
                                + " a process's start to 10 ms; every other to a microsecond. Negative values are clocks that disagree.</p>")
                .toString();
    }

    private String clocks() {
        return "<h2>Clocks</h2>\n"
                + Html.table(
                        List.of("ms", ""),
                        Report.clockLines(analysis).entrySet().stream()
                                .map(line -> List.of(line.getKey(), line.getValue()))
                                .toList());
    }

    private String pictures(Function<ChannelResult, String> chart) {
        return analysis.channels().stream()
                .map(chart)
                .collect(Collectors.joining("", "<div class=\"side\">", "</div>\n"));
    }

    private List<String> head(String title) {
        return cells(title, ChannelResult::channel);
    }

    private List<String> cells(String label, Function<ChannelResult, String> cell) {
        return Stream.concat(Stream.of(label), analysis.channels().stream().map(cell))
                .toList();
    }

    private static String style() throws IOException {
        try (InputStream css = HtmlReport.class.getResourceAsStream("/report.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
