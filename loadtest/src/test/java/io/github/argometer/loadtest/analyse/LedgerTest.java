package io.github.argometer.loadtest.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.files.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sent and Accepted of a message are of one request: that which its row tells of. */
class LedgerTest {

    private static final String FIRST = "2026-11-23T01:02:03.000007Z";

    @TempDir
    private Path folder;

    @Test
    void aRowOfAnAttemptKilledInMidAirWasNotAcceptedByALaterOne() throws IOException {
        RunFiles files = new RunFixture(1, 1, 0)
                .started("sqs", 0, true, 0, 1)
                .attempt("sqs", 0, true, 0, 5_000_000, 2, "accepted")
                .row("sqs", 0, 7, 9_000, 1)
                .in(folder);

        assertThat(line(files)).containsEntry("Sent", FIRST).containsEntry("Accepted", "");
        assertThat(RunFixture.sqs(files).counts().foreignStamps()).isZero();
    }

    @Test
    void aRowWhoseStampIsOfNoAttemptWasNotAcceptedByAny() throws IOException {
        RunFiles files = new RunFixture(1, 1, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 7, 9_000, 1)
                .in(folder);

        assertThat(line(files)).containsEntry("Sent", FIRST).containsEntry("Accepted", "");
    }

    @Test
    void ofTwoAcceptedAttemptsTheRowTellsByWhichItCame() throws IOException {
        RunFiles files = new RunFixture(1, 1, 0)
                .attempt("sqs", 0, true, 0, 7, 1, "accepted")
                .attempt("sqs", 0, true, 0, 5_000_000, 2, "accepted")
                .row("sqs", 0, 7, 9_000, 2)
                .in(folder);

        assertThat(line(files)).containsEntry("Sent", FIRST).containsEntry("Accepted", "2026-11-23T01:02:03.001007Z");
    }

    @Test
    void theFirstRequestIsNotItsStartedLine() throws IOException {
        RunFiles files = new RunFixture(1, 1, 0)
                .started("sqs", 0, true, 0, 1)
                .attempt("sqs", 0, true, 0, 9, 1, "failed")
                .attempt("sqs", 0, true, 0, 5_000_000, 2, "accepted")
                .in(folder);

        assertThat(RunFixture.sqs(files).statistics().lateness().max()).isEqualTo(9);
    }

    @Test
    void anAttemptWhoseStartStandsTwiceIsOneAttempt() throws IOException {
        RunFiles files = new RunFixture(2, 2, 0)
                .started("sqs", 0, true, 0, 1)
                .started("sqs", 0, true, 0, 1)
                .started("sqs", 1, true, 0, 1)
                .started("sqs", 1, true, 0, 1)
                .accepted("sqs", 1, true, 7)
                .in(folder);

        ChannelCounts counts = RunFixture.sqs(files).counts();

        assertThat(List.of(counts.retries(), counts.unknown(), counts.accepted()))
                .containsExactly(0L, 1L, 1L);
    }

    /** The first line of ledger.csv by its columns. */
    private Map<String, String> line(RunFiles files) throws IOException {
        Path out = Files.createDirectories(folder.resolve("out"));
        Analysis.of(files, new Analysis.Options("", Duration.ofDays(1), Optional.of(out), true));
        List<String> lines = Files.readAllLines(out.resolve("ledger.csv"));
        String[] names = lines.get(0).split(",");
        String[] values = lines.get(1).split(",", -1);
        Map<String, String> line = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            line.put(names[i], values[i]);
        }
        return line;
    }
}
