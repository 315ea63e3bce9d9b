package io.github.argometer.loadtest.analyse;

import static io.github.argometer.loadtest.analyse.RunFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.ChannelResult.Trouble;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.loss.Fate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostLedgerTest {

    @TempDir
    private Path folder;

    @Test
    void ofALedgerThatCouldNotBeGotOnlyMessagesWithoutARowAreMissing() throws IOException {
        new RunFixture(6, 6, 0)
                .accepted("sqs", 0, true, 0)
                .accepted("sqs", 2, true, 100)
                .row("sqs", 0, 0, 3_000, 1)
                .row("sqs", 1, 50, 4_000, 1)
                .in(folder);
        loseTheSecond();

        Analysis analysis = Analysis.of(new RunFiles(folder));

        ChannelCounts counts = analysis.channels().get(0).counts();
        assertThat(counts.fates())
                .isEqualTo(Map.of(Fate.DELIVERED, 2L, Fate.BETWEEN, 1L, Fate.NEVER_SENT, 1L, Fate.LEDGER_MISSING, 2L));
        assertThat(counts.unknown()).isEqualTo(3);
        assertThat(counts.missing()).isEqualTo(4);
        assertThat(counts.recovered()).isEqualTo(1);
        assertThat(counts.recorded()).isEqualTo(2);
        assertThat(counts.unexpected()).isZero();
        assertThat(counts.duplicates()).isZero();
        assertThat(analysis.channels().get(0).troubles())
                .contains(new Trouble(Fate.LEDGER_MISSING, "", 2, List.of(id("sqs", 3), id("sqs", 5))));
        assertThat(analysis.notes())
                .containsExactly("sent-1.csv is missing, so nothing is known of what it would tell:"
                        + " worker 1 (pod x): its pod has gone");
    }

    @Test
    void aRowThatShouldNotBeThereIsToldByMessagesOfItsContent() throws IOException {
        new RunFixture(4, 0, 0)
                .accepted("sqs", 0, false, 0)
                .accepted("sqs", 2, false, 100)
                .row("sqs", 1, 50, 4_000, 1)
                .in(folder);
        loseTheSecond();

        ChannelCounts counts =
                Analysis.of(new RunFiles(folder)).channels().get(0).counts();
        assertThat(counts.fates())
                .isEqualTo(Map.of(Fate.FILTERED, 2L, Fate.WRONGLY_PASSED, 1L, Fate.LEDGER_MISSING, 1L));
        assertThat(counts.unexpected()).isZero();
    }

    @Test
    void aRowWithAContentThatNoMessageHasIsAlteredAndStaysOutOfTheDelays() throws IOException {
        RunFiles files = new RunFixture(4, 3, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 4_000, 1)
                .row("sqs", 1, 50, 4_000, 1)
                .accepted("sqs", 2, true, 100)
                .row("sqs", 2, 100, 4_000, 1)
                .in(folder);
        loseTheSecond();
        Files.writeString(
                files.records(),
                Files.readString(files.records()).replaceFirst("(sqs-000001,.*)hello world", "$1hello worl"));

        ChannelResult sqs = Analysis.of(new RunFiles(folder)).channels().get(0);

        assertThat(sqs.counts().fates())
                .isEqualTo(Map.of(Fate.DELIVERED, 2L, Fate.ALTERED, 1L, Fate.LEDGER_MISSING, 1L));
        assertThat(sqs.troubles())
                .contains(new Trouble(
                        Fate.ALTERED, "a text, id or author that no message has", 1, List.of(id("sqs", 1))));
        assertThat(sqs.statistics().delay().count()).isEqualTo(2);
    }

    private void loseTheSecond() throws IOException {
        Files.move(folder.resolve("sent.csv"), folder.resolve("sent-0.csv"));
        Path plan = folder.resolve("plan.json");
        Files.writeString(plan, Files.readString(plan).replace("\"seed\"", "\"workers\": 2, \"seed\""));
        Files.writeString(folder.resolve("sent-1.csv.missing"), "worker 1 (pod x): its pod has gone\n");
    }
}
