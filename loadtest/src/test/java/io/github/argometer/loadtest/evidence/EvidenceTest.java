package io.github.argometer.loadtest.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.evidence.Evidence.ChannelEvidence;
import io.github.argometer.loadtest.evidence.Evidence.FailedJob;
import io.github.argometer.loadtest.evidence.Evidence.Verdict;
import io.github.argometer.loadtest.evidence.Evidence.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "queued",
                "deadLetters",
                "sourceSent",
                "sourceFailed",
                "busPending",
                "busDropped",
                "triggered",
                "triggerFailed",
                "jobsActive",
                "sourceReceived",
                "busAcknowledged",
                "busFirst"
            })
    void aNegativeCounterIsRefusedByFieldAndValue(String counter) throws IOException {
        refuses(
                "{\"sqs\": {\"%s\": -1}}".formatted(counter),
                ": channels.sqs.%s = -1: must be an integer from 0 to 1000000000000".formatted(counter));
        refuses("{\"sqs\": {\"%s\": 1.5}}".formatted(counter), "channels.sqs.%s: ".formatted(counter));
        refuses("{\"sqs\": {\"%s\": \"5\"}}".formatted(counter), "channels.sqs.%s: ".formatted(counter));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {"Kafka": {}} | channels names "Kafka": must be sqs, sns, or a channel and its trigger such as orders/notify
                    {"orders/": {}} | channels names "orders/": must be
                    {"orders/a,b": {}} | channels names "orders/a,b": must be
                    {"sqs": null} | channels.sqs = null: must be an object
                    {"sqs": {"failedJobs": [null]}} | channels.sqs.failedJobs[0] = null: must be an object
                    {"sqs": {"failedJobs": [{"eventId": "a"}]}} | channels.sqs.failedJobs[0].name = null: must be a Job's name
                    {"sqs": {"failedJobs": [{"name": "a", "exitCode": 256}]}} | channels.sqs.failedJobs[0].exitCode = 256: must be an integer from 0 to 255
                    {"sqs": {"failedJobs": [{"name": "a", "log": [null]}]}} | channels.sqs.failedJobs[0].log[0] = null: must be a text
                    {"sqs": {"verdicts": [null]}} | channels.sqs.verdicts[0] = null: must be an object
                    {"sqs": {"verdicts": [{"payloadId": 4}]}} | channels.sqs.verdicts[0].author = null: must be an author
                    {"sqs": {"verdicts": [{"author": "a", "source": "may"}]}} | channels.sqs.verdicts[0].source = may: must be "passes", "drops"
                    {"sqs": {"verdicts": [{"author": "a", "sensor": "fails"}]}} | channels.sqs.verdicts[0].sensor = fails: must be "passes", "drops"
                    {"sqs": {"queued": 1, "queued": 2}} | Duplicate field 'queued'
                    """)
    void whatCannotBeIsRefused(String channels, String why) throws IOException {
        refuses(channels, why);
    }

    @Test
    void whatIsKnownByMessageIsReadAsItWasWritten() throws IOException {
        Path file = folder.resolve("cluster.json");
        ChannelEvidence known = new ChannelEvidence(
                null,
                null,
                null,
                9L,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                10L,
                7L,
                2L,
                true,
                List.of(new Verdict(4, "Ankur", "passes", "fails: no path"), new Verdict(5, "Ankur", "drops", null)),
                true);
        new Evidence("now", Map.of("sqs", known)).write(file);

        assertThat(Evidence.read(file).channel("sqs")).isEqualTo(known);
    }

    @Test
    void anEarlierRunsFileKnowsNothingByMessage() throws IOException {
        Path file = folder.resolve("cluster.json");
        Files.writeString(file, "{\"taken\": \"\", \"channels\": {\"sqs\": {\"queued\": 3}}}");

        ChannelEvidence sqs = Evidence.read(file).channel("sqs");

        assertThat(sqs.queued()).isEqualTo(3);
        assertThat(sqs.busAnew()).isNull();
        assertThat(sqs.verdicts()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    "from": "soon", "until": "2026-11-27T01:58:44Z", "most": 1 | waiting.from = soon: must be a time
                    "from": "2026-11-27T01:58:44Z", "most": 1 | waiting.until = null: must be a time
                    "from": "2026-11-27T01:58:44Z", "until": "2026-11-27T01:58:44Z" | waiting.most = 0: must be an integer from 1
                    "from": "2026-11-27T01:58:44Z", "until": "2026-11-27T01:58:44Z", "most": 1, "places": -1 | waiting.places = -1: must be
                    """)
    void podsThatCannotHaveWaitedAreRefused(String fields, String why) throws IOException {
        Path file = folder.resolve("cluster.json");
        Files.writeString(file, "{\"channels\": {}, \"waiting\": {%s}}".formatted(fields));
        assertThatThrownBy(() -> Evidence.read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(why);
    }

    @Test
    void podsThatWaitedAreReadAsTheyWereWritten() throws IOException {
        Path file = folder.resolve("cluster.json");
        Waiting waiting = new Waiting("2026-11-27T01:58:39.001Z", "2026-11-27T01:59:15Z", 7, "Too many pods", null);
        new Evidence("now", Map.of()).with(waiting).write(file);

        assertThat(Evidence.read(file).waiting()).isEqualTo(waiting);
    }

    @Test
    void podsThatWaitedAreInTheDelaysOfFlowsThatAreKnownToComeByJobs() throws IOException {
        Path file = folder.resolve("cluster.json");
        Files.writeString(file, """
                {"channels": {"sqs": {}, "sns": {"jobsActive": 1}, "orders/print": {"jobsActive": 0}, "orders/notify": {"triggered": 1},
                  "orders/bill": {"failedJobs": [{"name": "a"}]}},
                 "waiting": {"from": "2026-11-27T01:58:39Z", "until": "2026-11-27T01:59:15Z", "most": 7}}""");
        Evidence evidence = Evidence.read(file);

        assertThat(List.of("sqs", "orders/print", "orders/bill"))
                .allSatisfy(flow -> assertThat(evidence.waiting(flow)).isNotNull());
        assertThat(List.of("sns", "orders/notify", "orders/other"))
                .allSatisfy(flow -> assertThat(evidence.waiting(flow)).isNull());
    }

    @Test
    void aFailedJobsLogIsReadAsItWasWrittenAndOneWithoutIsNotKnown() throws IOException {
        Path file = folder.resolve("cluster.json");
        FailedJob failed = new FailedJob("a", "run-1-sqs-000001", 65, "BackoffLimitExceeded", List.of("x"), null);
        ChannelEvidence known = new ChannelEvidence(
                null, null, null, null, null, null, null, null, null, 0L, List.of(failed, new FailedJob("b", null, 1)));
        new Evidence("now", Map.of("sqs", known)).write(file);

        assertThat(Evidence.read(file).channel("sqs")).isEqualTo(known);
        Files.writeString(file, """
                {"channels": {"sqs": {"failedJobs": [{"name": "c", "eventId": "e", "exitCode": 64, "later": 1}]}}}""");
        assertThat(Evidence.read(file).channel("sqs").failedJobs()).containsExactly(new FailedJob("c", "e", 64));
    }

    private void refuses(String channels, String why) throws IOException {
        Path file = folder.resolve("cluster.json");
        Files.writeString(file, "{\"taken\": \"\", \"channels\": %s}".formatted(channels));
        assertThatThrownBy(() -> Evidence.read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(why);
    }
}
