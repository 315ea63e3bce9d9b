package io.github.argometer.loadtest.analyse.loss;

import static io.github.argometer.loadtest.analyse.RunFixture.id;
import static io.github.argometer.loadtest.analyse.RunFixture.sqs;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.ChannelResult.Trouble;
import io.github.argometer.loadtest.analyse.RunFixture;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossesTest {

    @TempDir
    private Path folder;

    @Test
    void aMessageToBeFilteredWhoseJobFailedHasPassedTheFilter() throws IOException {
        RunFiles files = new RunFixture(1, 0, 0).accepted("sqs", 0, false, 0).in(folder);
        failedJob(files, id("sqs", 0));

        assertThat(sqs(files).troubles())
                .containsExactly(new Trouble(Fate.WRONGLY_PASSED, "", 1, List.of(id("sqs", 0))));
    }

    @Test
    void noFilterIsBlamedWhereAMessageOfTheSameContentCameToAJob() throws IOException {
        RunFiles files = new RunFixture(2, 2, 0)
                .accepted("sqs", 0, true, 0)
                .accepted("sqs", 1, true, 0)
                .in(folder);
        failedJob(files, id("sqs", 0));

        assertThat(sqs(files).troubles())
                .containsExactlyInAnyOrder(
                        new Trouble(Fate.JOB_FAILED, "", 1, List.of(id("sqs", 0))),
                        new Trouble(Fate.BETWEEN, "accepted and trigger", 1, List.of(id("sqs", 1))));
    }

    @Test
    void theSourceIsNotBlamedByACounterThatHasLostWhatPassedIt() throws IOException {
        RunFiles files = new RunFixture(2, 2, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 10_000, 1)
                .accepted("sqs", 1, true, 0)
                .in(folder);
        Files.writeString(files.cluster(), """
                {"taken": "", "channels": {"sqs": {"queued": 0, "deadLetters": 0, "sourceSent": 0, "sourceFailed": 0,
                 "busPending": 0, "busDropped": 0, "triggered": 0, "triggerFailed": 0, "jobsActive": 0}}}""");

        assertThat(sqs(files).troubles())
                .containsExactly(new Trouble(Fate.BETWEEN, "accepted and committed", 1, List.of(id("sqs", 1))));
        assertThat(Analysis.of(files).notes())
                .containsExactly(
                        "cluster.json: sqs sourceSent = 0, though 1 messages came through: not believed, the counter was reset",
                        "cluster.json: sqs triggered = 0, though 1 messages came through: not believed, the counter was reset");
    }

    /** The cluster says that a Job for {@code eventId} failed, and that nothing else is anywhere. */
    private static void failedJob(RunFiles files, String eventId) throws IOException {
        Files.writeString(files.cluster(), """
                {"taken": "", "channels": {"sqs": {"queued": 0, "deadLetters": 0, "sourceSent": 2, "sourceFailed": 0,
                 "busPending": 0, "busDropped": 0, "triggered": 1, "triggerFailed": 0, "jobsActive": 0,
                 "failedJobs": [{"name": "job", "eventId": "%s", "exitCode": 64}]}}}""".formatted(eventId));
    }
}
