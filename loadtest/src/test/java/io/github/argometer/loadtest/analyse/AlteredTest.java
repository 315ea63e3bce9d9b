package io.github.argometer.loadtest.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.loss.Fate;
import io.github.argometer.loadtest.analyse.statistics.ChannelCharts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A row's content is that of its message. */
class AlteredTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "'4,sqs,hello world,Ankur', '5,sqs,hello world,Ankur', 'a text, id or author that no message has'",
        "'4,sqs,hello world,Ankur', '4,sqs,hello world,Eve', 'a text, id or author that no message has'",
        "'4,sqs,hello world,Ankur', '4,sqs,hello worl,Ankur', 'a text, id or author that no message has'",
        "'4,sqs,hello world,Ankur', 'x,sqs,hello world,Ankur', 'a text, id or author that no message has'",
        "'4,sqs,hello world,Ankur', '4,sqs,hello world,Zoe', author Zoe for Ankur"
    })
    void aRowWithAnotherContentThanWasSentIsAlteredAndStaysOutOfTheDelays(String from, String to, String where)
            throws IOException {
        RunFiles files = run();
        String records = Files.readString(files.records());
        Files.writeString(files.records(), records.replaceFirst(from, to));
        Path out = Files.createDirectory(folder.resolve("out"));

        ChannelResult sqs = Analysis.of(files, new Analysis.Options("", Duration.ofDays(1), Optional.of(out), true))
                .channels()
                .get(0);

        assertThat(sqs.counts().count(Fate.ALTERED)).isEqualTo(1);
        assertThat(sqs.counts().count(Fate.DELIVERED)).isEqualTo(2);
        assertThat(List.of(sqs.counts().arrived(), sqs.counts().missing())).containsExactly(3L, 0L);
        assertThat(sqs.statistics().delay().count()).isEqualTo(2);
        assertThat(Files.readAllLines(out.resolve("ledger.csv")).get(1))
                .contains(",altered,", to.startsWith("5") ? "id 5 for 4" : where);
    }

    @Test
    void aTextThatTheSensorSetsIsNotAltered() throws IOException {
        RunFiles files = run();
        Files.writeString(files.records(), Files.readString(files.records()).replace("hello world", "set by a sensor"));

        assertThat(RunFixture.sqs(files).counts().count(Fate.DELIVERED)).isEqualTo(3);

        Files.writeString(
                files.records(), Files.readString(files.records()).replaceFirst("set by a sensor", "set by nobody"));

        assertThat(RunFixture.sqs(files).counts().count(Fate.ALTERED)).isEqualTo(1);
    }

    @Test
    void whereARowDoesNotSayItsContentNothingIsJudged() throws IOException {
        RunFiles files = run();
        Files.writeString(
                files.records(), Files.readString(files.records()).replace("4,sqs,hello world,Ankur", ",sqs,,"));

        assertThat(RunFixture.sqs(files).counts().count(Fate.DELIVERED)).isEqualTo(3);
    }

    @Test
    void sentAndAcceptedAreOfOneRequestAndLatenessIsOfTheFirst() throws IOException {
        RunFiles files = new RunFixture(1, 1, 0)
                .started("sqs", 0, true, 1_000_000, 1)
                .attempt("sqs", 0, true, 1_000_000, 3_000_000, 2, "failed")
                .attempt("sqs", 0, true, 1_000_000, 7_000_000, 3, "accepted")
                .in(folder);
        Path out = Files.createDirectory(folder.resolve("out"));

        ChannelResult sqs = Analysis.of(files, new Analysis.Options("", Duration.ofDays(1), Optional.of(out), true))
                .channels()
                .get(0);

        assertThat(sqs.statistics().lateness().max()).as("of attempt 1").isZero();
        List<String> ledger = Files.readAllLines(out.resolve("ledger.csv"));
        List<String> head = List.of(ledger.get(0).split(","));
        String[] line = ledger.get(1).split(",", -1);
        assertThat(line[head.indexOf("Sent")]).isEqualTo("2026-11-23T01:02:10.000000Z");
        assertThat(line[head.indexOf("Accepted")]).isEqualTo("2026-11-23T01:02:10.001000Z");
    }

    @Test
    void noChartHasTheDelayOfARowThatIsWrong() throws IOException {
        RunFiles files = new RunFixture(3, 2, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 10_000, 1)
                .accepted("sqs", 1, true, 0)
                .row("sqs", 1, 0, 5_000_000, 1)
                .accepted("sqs", 2, false, 0)
                .row("sqs", 2, 0, 9_000_000, 1)
                .in(folder);
        Files.writeString(
                files.records(), Files.readString(files.records()).replaceFirst("000001,(.*)Ankur", "000001,$1Eve"));

        ChannelCharts charts = RunFixture.sqs(files).charts();

        assertThat(charts.delay().values()).containsOnly(10_000L);
        assertThat(charts.byRatio()).singleElement().satisfies(bin -> assertThat(bin.count())
                .isEqualTo(1));
    }

    private RunFiles run() throws IOException {
        RunFixture run = new RunFixture(4, 3, 0);
        for (int number = 0; number < 3; number++) {
            run.accepted("sqs", number, true, number * 1_000L).row("sqs", number, number * 1_000L, 50_000, 1);
        }
        run.accepted("sqs", 3, false, 3_000);
        RunFiles files = run.in(folder);
        Path sent = folder.resolve("sent.csv");
        String text = Files.readString(sent);
        int last = text.lastIndexOf("4,Ankur,false");
        Files.writeString(sent, text.substring(0, last) + "4,Zoe" + text.substring(last + "4,Ankur".length()));
        return files;
    }
}
