package io.github.argometer.loadtest.analyse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.loss.Fate;
import io.github.argometer.loadtest.analyse.statistics.ClockBounds;
import io.github.argometer.loadtest.analyse.statistics.Distribution;
import io.github.argometer.loadtest.analyse.statistics.Hop;
import io.github.argometer.loadtest.analyse.statistics.Statistics;
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

/** What the bus adds to what sender and recorder know. */
class BusWayTest {

    @TempDir
    private Path folder;

    @Test
    void theHopsOfAJobAddUpToItsDelayToTheMicrosecond() throws IOException {
        Statistics statistics = RunFixture.sqs(new RunFixture(1, 1, 0)
                        .accepted("sqs", 0, true, 0)
                        .row("sqs", 0, 0, 900_000, 1, 0, 700_000, 800_000)
                        .event("sqs", 0, 5_000, 6_500)
                        .acknowledged("sqs", 7_000, 30_000)
                        .in(folder))
                .statistics();

        assertThat(means(statistics.hops()))
                .containsExactly(
                        Map.entry("intended → sent", 0.0),
                        Map.entry("sent → source", 5_000.0),
                        Map.entry("source → on the bus", 1_500.0),
                        Map.entry("on the bus → Sensor took it", 500.0),
                        Map.entry("Sensor took it → process started", 693_000.0),
                        Map.entry("process started → received", 100_000.0),
                        Map.entry("received → committed", 100_000.0));
        assertThat(means(statistics.beside()))
                .containsExactly(
                        Map.entry("sent → accepted", 1_000.0), Map.entry("Sensor took it → trigger done", 23_000.0));
        assertThat(statistics.hops().keySet()).extracting(Hop::resolution).doesNotContain(Duration.ofSeconds(1));
    }

    @Test
    void theTriggerOfARequestIsDoneBesideTheWay() throws IOException {
        Statistics statistics = RunFixture.sns(new RunFixture(1, 0, 1)
                        .accepted("sns", 0, true, 0)
                        .row("sns", 0, 0, 20_000, 1)
                        .event("sns", 0, 5_000, 6_000)
                        .acknowledged("sns", 7_000, 30_000)
                        .in(folder))
                .statistics();

        assertThat(means(statistics.hops()).keySet())
                .containsExactly(
                        "intended → sent",
                        "sent → source",
                        "source → on the bus",
                        "on the bus → Sensor took it",
                        "Sensor took it → committed");
        assertThat(means(statistics.beside()))
                .containsExactly(
                        Map.entry("sent → accepted", 1_000.0), Map.entry("Sensor took it → trigger done", 23_000.0));
    }

    @Test
    void anEventWasTakenThoughNobodyKnowsWhen() throws IOException {
        RunFiles files = new RunFixture(2, 0, 2)
                .accepted("sns", 0, true, 0)
                .row("sns", 0, 0, 20_000, 1)
                .event("sns", 0, 5_000, 6_000)
                .acknowledgedTwice("sns", 30_000)
                .accepted("sns", 1, true, 0)
                .event("sns", 1, 5_000, 6_000)
                .acknowledgedTwice("sns", 30_000)
                .in(folder);
        Files.writeString(files.busState(), """
                {"events": 2, "gone": 0, "anew": false, "sampled": true, "samplesMissed": 0}""");
        Files.writeString(files.cluster(), """
                {"taken": "", "channels": {"sns": {"busPending": 0}}}""");

        ChannelResult sns = RunFixture.sns(files);

        assertThat(means(sns.statistics().hops()))
                .containsExactly(
                        Map.entry("intended → sent", 0.0),
                        Map.entry("sent → source", 5_000.0),
                        Map.entry("source → on the bus", 1_000.0),
                        Map.entry("on the bus → committed", 14_000.0));
        assertThat(sns.troubles()).extracting(ChannelResult.Trouble::fate).containsExactly(Fate.LOST_BEHIND_SENSOR);
    }

    @Test
    void ofSeveralEventsTheRowTellsByWhichItCame() throws IOException {
        Statistics statistics = RunFixture.sqs(new RunFixture(1, 1, 0)
                        .accepted("sqs", 0, true, 0)
                        .row("sqs", 0, 0, 9_000_000, 1, 3_000_000, 5_000_000, 6_000_000)
                        .event("sqs", 0, 5_000, 6_000)
                        .event("sqs", 0, 3_100_000, 3_200_000)
                        .in(folder))
                .statistics();

        assertThat(means(statistics.hops())).containsEntry("sent → source", 3_100_000.0);
    }

    @Test
    void aDuplicateIsOfTheSourceWhereItHasAnEventOfItsOwn() throws IOException {
        ChannelCounts counts = RunFixture.sqs(new RunFixture(2, 2, 0)
                        .accepted("sqs", 0, true, 0)
                        .row("sqs", 0, 0, 9_000, 2)
                        .event("sqs", 0, 1_000, 2_000)
                        .event("sqs", 0, 1_100, 2_100)
                        .accepted("sqs", 1, true, 0)
                        .row("sqs", 1, 0, 9_000, 3)
                        .event("sqs", 1, 1_000, 2_000)
                        .in(folder))
                .counts();

        assertThat(List.of(counts.duplicates(), counts.sourceDuplicates())).containsExactly(3L, 1L);
    }

    @Test
    void clocksAreBoundBySendingAndByTheRow() throws IOException {
        RunFiles files = new RunFixture(1, 1, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 90_000, 1, 0, 70_000, 80_000)
                .event("sqs", 0, 5_000, 6_000)
                .acknowledged("sqs", 7_000, 8_000)
                .in(folder);
        Files.writeString(files.clocks(), "{\"generatorToDatabase\": {\"offsetMicros\": 100, \"errorMicros\": 10}}");

        assertThat(RunFixture.sqs(files).clocks())
                .containsExactly(
                        new ClockBounds("source", Optional.of(90L - 85_000), 5_000),
                        new ClockBounds("bus", Optional.of(90L - 83_000), 6_000),
                        new ClockBounds("recorder", Optional.of(90L - 10_000), 80_000));
    }

    @Test
    void aRefusedMessageThatIsOnTheBusWasAccepted() throws IOException {
        RunFiles files = new RunFixture(1, 1, 0)
                .attempt("sqs", 0, true, 0, 0, 1, "failed")
                .event("sqs", 0, 5_000, 6_000)
                .in(folder);
        Files.writeString(files.busState(), """
                {"events": 1, "gone": 0, "anew": false, "sampled": true, "samplesMissed": 0}""");
        Files.writeString(files.cluster(), """
                {"taken": "", "channels": {"sqs": {"busPending": 0}}}""");

        assertThat(RunFixture.sqs(files).troubles())
                .extracting(ChannelResult.Trouble::fate)
                .containsExactly(Fate.DROPPED_BY_BUS);
    }

    @Test
    void whereEventsWereGoneBeforeTheyWereReadNoMessageIsSaidToHaveComeToNone() throws IOException {
        RunFiles files = new RunFixture(2, 2, 0)
                .accepted("sqs", 0, true, 0)
                .accepted("sqs", 1, true, 0)
                .row("sqs", 1, 0, 9_000, 1)
                .event("sqs", 1, 5_000, 6_000)
                .in(folder);
        Files.writeString(files.busState(), """
                {"events": 1, "gone": 3, "anew": false, "sampled": true, "samplesMissed": 0}""");

        assertThat(RunFixture.sqs(files).troubles())
                .extracting(ChannelResult.Trouble::fate, ChannelResult.Trouble::where)
                .containsExactly(tuple(Fate.BETWEEN, "accepted and committed"));
        assertThat(Analysis.of(files).notes())
                .containsExactly(
                        "bus.json: the bus had dropped 3 events before they were read: which messages came to it"
                                + " is not known");
    }

    private static Map<String, Double> means(Map<Hop, Distribution> hops) {
        Map<String, Double> means = new LinkedHashMap<>();
        hops.forEach((hop, delays) -> means.put(hop.label(), delays.mean()));
        return means;
    }
}
