package io.github.argometer.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.ChannelSample;
import io.github.argometer.loadtest.analyse.OwnRun;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.compare.Change;
import io.github.argometer.loadtest.compare.Comparison;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Help.Ansi;

/** Reports of somebody's own messages, told by channel and trigger. */
class FlowReportTest {

    @TempDir
    private Path folder;

    @Test
    void eachColumnIsAsWideAsItsLabel() throws IOException {
        String text = text(Analysis.of(new OwnRun().in(folder)));

        assertThat(text)
                .contains(
                        """
                        messages                  invoices/print  orders/box/archive  orders/notify
                          planned                             12                  12             12
                        """,
                        """
                        recorded − sent, ms       invoices/print  orders/box/archive  orders/notify
                          n                                    4                   8              4
                        """,
                        "\nclocks: source − generator, orders/box/archive, ms up to 0.00 (bounds from the messages)\n")
                .contains("\nPASSED\n");
        List<String> clocks =
                text.lines().filter(line -> line.startsWith("clocks: ")).toList();
        int width = "clocks: source − generator, orders/box/archive, ms".length();
        assertThat(clocks).hasSize(7).allSatisfy(line -> assertThat(line.substring(width))
                .matches(" (not measured|up to \\S+ \\(bounds from the messages\\))"));
    }

    @Test
    void hopsAreInLineBelowALongLabel() throws IOException {
        String trigger = "notify-by-mail-and-by-telephone-too";
        String text = text(Analysis.of(renamed(new OwnRun().in(folder), trigger)));

        List<String> hops = text.lines()
                .dropWhile(line -> !line.startsWith("orders/" + trigger + ": hops, ms"))
                .takeWhile(line -> !line.isEmpty())
                .toList();
        int end = hops.get(0).length();
        assertThat(hops).hasSizeGreaterThan(4).allSatisfy(line -> assertThat(line)
                .hasSize(end));
    }

    @Test
    void whatWasSentIsSaidOnceAChannelAndWhatBecameOfItByTrigger() throws IOException {
        Analysis analysis =
                Analysis.of(new OwnRun().lost(OwnRun.NOTIFY, OwnRun.ORDER).in(folder));
        Verdict verdict = Verdict.of(analysis, new Thresholds(false, List.of()));
        String id = OwnRun.id("orders", OwnRun.ORDER);

        assertThat(verdict.findings())
                .extracting(Verdict.Finding::text)
                .containsExactly(
                        "invoices  12 of 12 messages accepted",
                        "invoices/print  4 of 4 expected rows recorded",
                        "invoices/print  no unexpected rows",
                        "invoices/print  no duplicates",
                        "orders  12 of 12 messages accepted",
                        "orders/box/archive  8 of 8 expected rows recorded",
                        "orders/box/archive  no unexpected rows",
                        "orders/box/archive  no duplicates",
                        "orders/notify  3 of 4 expected rows recorded, 1 missing (1 accepted, then lost)",
                        "orders/notify  1 lost behind the Sensor\n" + id,
                        "orders/notify  no unexpected rows",
                        "orders/notify  no duplicates");
        Report.write(analysis, verdict, List.of(), folder);
        assertThat(Files.readString(folder.resolve("report.xml")))
                .contains("tests=\"12\" failures=\"2\"")
                .contains("classname=\"argometer.orders/notify\" name=\"orders/notify  1 lost behind the Sensor\"");
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("12 messages to each of invoices and orders, sent in")
                .contains("<b>orders/notify</b> 1 lost behind the Sensor")
                .contains("<td data-label=\"Channel\">orders/notify</td>");
        JsonNode report =
                new ObjectMapper().readTree(folder.resolve("report.json").toFile());
        assertThat(report.at("/channels").fieldNames())
                .toIterable()
                .containsExactly("invoices/print", "orders/box/archive", "orders/notify");
        assertThat(report.at("/channels/orders~1notify/fates/LOST_BEHIND_SENSOR")
                        .asInt())
                .isEqualTo(1);
        assertThat(report.at("/channels/orders~1box~1archive/fates/LOST_BEHIND_SENSOR")
                        .asInt())
                .isZero();
    }

    @Test
    void aTriggersNameIsNoMarkup() throws IOException {
        String trigger = "a|`b`@someone<i>";
        RunFiles files = renamed(new OwnRun().lost(OwnRun.NOTIFY, OwnRun.ORDER).in(folder), trigger);
        Analysis analysis = Analysis.of(files);
        Verdict verdict = Verdict.of(analysis, new Thresholds(false, List.of()));
        Report.write(analysis, verdict, List.of(), folder);
        Summary.write(analysis, verdict, List.of(), Optional.empty(), folder);

        assertThat(Files.readString(folder.resolve("summary.md")))
                .contains("12 messages to each of invoices and orders, sent in")
                .contains("| messages | `invoices/print` | `` orders/a\\|`b`@someone<i> `` | `orders/box/archive` |\n")
                .contains("| `` orders/a\\|`b`@someone<i> `` recorded − sent | 3 |");
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("<b>orders/a|`b`@someone&lt;i&gt;</b> 1 lost behind the Sensor")
                .doesNotContain("@someone<i>");
        assertThat(ReportSchema.faults(Files.readString(folder.resolve("report.json"))))
                .isEmpty();
    }

    @Test
    void aComparisonJudgesWhatWasSentOnceAChannel() throws IOException {
        ChannelSample.OfRun before = ChannelSample.of(new OwnRun().in(folder.resolve("a")), "");
        ChannelSample.OfRun after = ChannelSample.of(
                new OwnRun()
                        .outcome("orders", OwnRun.NOISE, "failed")
                        .lost(OwnRun.NOTIFY, OwnRun.ORDER)
                        .in(folder.resolve("b")),
                "");
        Comparison comparison = Comparison.of(List.of(before.channels()), List.of(after.channels()));

        assertThat(comparison.changes())
                .filteredOn(change ->
                        change.figure().equals("failed") || change.figure().equals("accepted"))
                .extracting(Change::channel)
                .containsExactlyInAnyOrder("invoices", "invoices", "orders", "orders");
        assertThat(comparison.changes())
                .filteredOn(change -> change.figure().equals("missing"))
                .extracting(change -> "%s %d".formatted(change.channel(), change.secondCount()))
                .containsExactly("invoices/print 0", "orders/box/archive 0", "orders/notify 1");
    }

    /** The same run with another name for one of the triggers. */
    private static RunFiles renamed(RunFiles files, String trigger) throws IOException {
        for (String file : List.of("plan.json", "records.csv", "acks.csv")) {
            Path path = files.folder().resolve(file);
            Files.writeString(path, Files.readString(path).replace("notify", trigger));
        }
        return files;
    }

    private static String text(Analysis analysis) {
        StringWriter text = new StringWriter();
        Report.print(new PrintWriter(text), Ansi.OFF, analysis, Verdict.of(analysis, new Thresholds(false, List.of())));
        return text.toString();
    }
}
