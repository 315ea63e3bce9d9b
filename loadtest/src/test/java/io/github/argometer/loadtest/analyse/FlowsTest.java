package io.github.argometer.loadtest.analyse;

import static io.github.argometer.loadtest.analyse.OwnRun.ARCHIVE;
import static io.github.argometer.loadtest.analyse.OwnRun.MEMO;
import static io.github.argometer.loadtest.analyse.OwnRun.NOISE;
import static io.github.argometer.loadtest.analyse.OwnRun.NOTIFY;
import static io.github.argometer.loadtest.analyse.OwnRun.ORDER;
import static io.github.argometer.loadtest.analyse.OwnRun.PRINT;
import static io.github.argometer.loadtest.analyse.OwnRun.RUN;
import static io.github.argometer.loadtest.analyse.OwnRun.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.analyse.ChannelResult.Trouble;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.loss.Fate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A message that several triggers must act on has an outcome at each of them. */
class FlowsTest {

    private static final String NOTHING_LEFT =
            "\"busPending\": 0, \"busDropped\": 0, \"triggerFailed\": 0, \"jobsActive\": 0";

    @TempDir
    private Path folder;

    @Test
    void aGoodRunIsDeliveredAndFilteredAtEachTriggerAndNothingElse() throws IOException {
        Analysis analysis = Analysis.of(new OwnRun().in(folder));

        assertThat(analysis.channels()).extracting(ChannelResult::channel).containsExactly(PRINT, ARCHIVE, NOTIFY);
        assertThat(analysis.notes()).isEmpty();
        assertThat(analysis.journeys().all()).isZero();
        assertThat(fates(analysis))
                .isEqualTo(Map.of(
                        PRINT, Map.of(Fate.DELIVERED, 4L, Fate.FILTERED, 8L),
                        ARCHIVE, Map.of(Fate.DELIVERED, 8L, Fate.FILTERED, 4L),
                        NOTIFY, Map.of(Fate.DELIVERED, 4L, Fate.FILTERED, 8L)));
        for (ChannelResult result : analysis.channels()) {
            assertThat(List.of(
                            result.counts().planned(),
                            result.counts().accepted(),
                            result.counts().missing(),
                            result.counts().unexpected(),
                            result.counts().filteredBySensor()))
                    .containsExactly(12L, 12L, 0L, 0L, result.channel().equals(ARCHIVE) ? 4L : 8L);
        }
        assertThat(analysis.sending()).isEqualTo(Duration.ofNanos(11_500_000));
        assertThat(analysis.channels().get(1).statistics().delay().mean()).isEqualTo(20_000);
        assertThat(analysis.channels().get(2).statistics().delay().mean()).isEqualTo(10_000);
    }

    @Test
    void eachTriggersAcknowledgementIsItsOwn() throws IOException {
        Analysis analysis = Analysis.of(new OwnRun().in(folder));

        for (ChannelResult result : analysis.channels()) {
            assertThat(result.statistics().beside().entrySet().stream()
                            .filter(hop -> hop.getKey().label().equals("Sensor took it → trigger done"))
                            .map(hop -> hop.getValue().max()))
                    .as(result.channel())
                    .containsExactly(897L);
        }
    }

    static Stream<Arguments> faults() {
        String verdict =
                "\"verdicts\": [{\"payloadId\": 1, \"author\": \"order\", \"source\": \"passes\", \"sensor\": \"drops\"}]";
        String didNotRun = "\"triggered\": 3, \"triggerFailed\": 0, ";
        String job = "\"failedJobs\": [{\"name\": \"job\", \"eventId\": \"%s\", \"exitCode\": %d}]";
        String order = id("orders", ORDER);
        return Stream.of(
                fault(new OwnRun().row(NOTIFY, MEMO, 1), Fate.WRONGLY_PASSED, "", MEMO),
                fault(
                        new OwnRun().content(NOTIFY, ORDER, "2,memo"),
                        Fate.ALTERED,
                        "id 2 for 1, author memo for order",
                        ORDER),
                fault(new OwnRun().content(NOTIFY, ORDER, ",noise"), Fate.ALTERED, "author noise for order", ORDER),
                fault(
                        new OwnRun().lost(NOTIFY, ORDER).evidence(NOTIFY, verdict),
                        Fate.WRONGLY_DROPPED,
                        "Sensor's filter",
                        ORDER),
                fault(
                        new OwnRun()
                                .notTaken(NOTIFY, ORDER)
                                .evidence(NOTIFY, "\"busPending\": 1, \"busAcknowledged\": 18, \"busFirst\": 1"),
                        Fate.STILL_QUEUED,
                        "bus",
                        ORDER),
                fault(
                        new OwnRun().notTaken(NOTIFY, ORDER).evidence(NOTIFY, NOTHING_LEFT),
                        Fate.DROPPED_BY_BUS,
                        "",
                        ORDER),
                fault(
                        new OwnRun()
                                .lost(NOTIFY, ORDER)
                                .evidence(NOTIFY, NOTHING_LEFT.replace("Failed\": 0", "Failed\": 1")),
                        Fate.TRIGGER_FAILED,
                        "",
                        ORDER),
                fault(
                        new OwnRun().lost(NOTIFY, ORDER).evidence(NOTIFY, NOTHING_LEFT),
                        Fate.LOST_BEHIND_SENSOR,
                        "",
                        ORDER),
                fault(
                        new OwnRun()
                                .lost(NOTIFY, ORDER)
                                .evidence(NOTIFY, didNotRun + verdict.replace("drops", "passes")),
                        Fate.LOST_BEHIND_SENSOR,
                        "the trigger did not run",
                        ORDER),
                fault(
                        new OwnRun()
                                .lost(NOTIFY, ORDER)
                                .evidence(NOTIFY, didNotRun + verdict.replace(", \"sensor\": \"drops\"", "")),
                        Fate.LOST_BEHIND_SENSOR,
                        "the trigger did not run: perhaps dropped by a filter that is not judged",
                        ORDER),
                fault(
                        new OwnRun()
                                .lost(NOTIFY, ORDER)
                                .evidence(NOTIFY, "\"triggered\": 3, \"triggerFailed\": 0, \"joins\": true"),
                        Fate.OVERTAKEN,
                        "by a later event of its dependency, before all were there",
                        ORDER),
                fault(
                        new OwnRun()
                                .lost(NOTIFY, ORDER)
                                .evidence(NOTIFY, "\"triggered\": 4, \"triggerFailed\": 0, \"joins\": true"),
                        Fate.LOST_BEHIND_SENSOR,
                        "the trigger ran",
                        ORDER),
                fault(
                        new OwnRun()
                                .lost(NOTIFY, ORDER)
                                .evidence(NOTIFY, "\"triggered\": 4, \"triggerFailed\": 0, \"jobsActive\": 1"),
                        Fate.STILL_QUEUED,
                        "Jobs",
                        ORDER),
                fault(
                        new OwnRun().lost(NOTIFY, ORDER).evidence(NOTIFY, job.formatted(order, 65)),
                        Fate.JOB_FAILED,
                        "",
                        ORDER),
                fault(
                        new OwnRun().lost(NOTIFY, ORDER).evidence(NOTIFY, job.formatted(order, 69)),
                        Fate.INSERT_FAILED,
                        "",
                        ORDER),
                fault(
                        new OwnRun().evidence(NOTIFY, job.formatted(id("orders", NOISE), 65)),
                        Fate.WRONGLY_PASSED,
                        "",
                        NOISE),
                fault(new OwnRun().withoutBus().lost(NOTIFY, ORDER), Fate.BETWEEN, "accepted and committed", ORDER),
                fault(
                        new OwnRun()
                                .withoutBus()
                                .lost(NOTIFY, ORDER)
                                .evidence(
                                        NOTIFY,
                                        "\"queued\": 0, \"sourceSent\": 12, \"sourceFailed\": 0, \"triggered\": 3, "
                                                + NOTHING_LEFT.replace("Failed\": 0", "Failed\": 1")),
                        Fate.TRIGGER_FAILED,
                        "",
                        ORDER));
    }

    private static Arguments fault(OwnRun run, Fate fate, String where, int number) {
        return Arguments.of(run, new Trouble(fate, where, 1, List.of(id("orders", number))));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultOfOneTriggerIsNoneOfTheOtherTriggers(OwnRun run, Trouble trouble) throws IOException {
        Map<String, List<Trouble>> troubles = troubles(run);

        assertThat(troubles).isEqualTo(Map.of(NOTIFY, List.of(trouble), ARCHIVE, List.of(), PRINT, List.of()));
    }

    static Stream<Arguments> faultsOfAChannel() {
        return Stream.of(
                Arguments.of(new OwnRun().outcome("orders", ORDER, ""), Fate.NEVER_SENT, ""),
                Arguments.of(new OwnRun().outcome("orders", ORDER, "failed"), Fate.NEVER_ACCEPTED, ""),
                Arguments.of(new OwnRun().notOnBus("orders", ORDER), Fate.NEVER_ON_BUS, ""),
                Arguments.of(new OwnRun().deadLetter("orders", ORDER, "sns"), Fate.GIVEN_UP_BY_SNS, ""),
                Arguments.of(
                        new OwnRun().deadLetter("orders", ORDER, "sqs"), Fate.STILL_QUEUED, "dead letters in dead"),
                Arguments.of(
                        new OwnRun()
                                .notOnBus("orders", ORDER)
                                .evidence(NOTIFY, "\"sourceFailed\": 1")
                                .evidence(ARCHIVE, "\"sourceFailed\": 1"),
                        Fate.DROPPED_BY_SOURCE,
                        ""));
    }

    @ParameterizedTest
    @MethodSource("faultsOfAChannel")
    void aFaultBeforeTheBusIsOfEachTriggerOfTheChannel(OwnRun run, Fate fate, String where) throws IOException {
        Trouble trouble = new Trouble(fate, where, 1, List.of(id("orders", ORDER)));

        assertThat(troubles(run))
                .isEqualTo(Map.of(NOTIFY, List.of(trouble), ARCHIVE, List.of(trouble), PRINT, List.of()));
    }

    @Test
    void ofAMessageWhoseLedgerIsMissingEachTriggerTellsByItsRow() throws IOException {
        RunFiles files =
                new OwnRun().outcome("orders", ORDER, "").row(ARCHIVE, ORDER, 1).in(folder);
        Files.writeString(
                files.plan(), Files.readString(files.plan()).replace("\"seed\"", "\"workers\": 12, \"seed\""));
        String sent = Files.readString(folder.resolve("sent.csv"));
        String header = sent.lines().findFirst().orElseThrow() + "\n";
        for (int worker = 0; worker < 12; worker++) {
            Files.writeString(folder.resolve("sent-%d.csv".formatted(worker)), header);
        }
        Files.move(folder.resolve("sent-9.csv"), folder.resolve("sent-9.csv.missing"));

        assertThat(fates(Analysis.of(files)).get(NOTIFY)).containsEntry(Fate.LEDGER_MISSING, 1L);
        assertThat(fates(Analysis.of(files)).get(ARCHIVE)).doesNotContainKey(Fate.LEDGER_MISSING);
    }

    @Test
    void duplicatesAreOfTheTriggerThatMadeThem() throws IOException {
        Analysis analysis = Analysis.of(new OwnRun().row(NOTIFY, ORDER, 3).in(folder));

        assertThat(analysis.channels())
                .extracting(result -> result.counts().duplicates())
                .containsExactly(0L, 0L, 2L);
        assertThat(analysis.channels().get(2).counts().triggerDuplicates()).isEqualTo(2);
    }

    @Test
    void theLedgerHasALineForEachTriggerThatAMessageMustFire() throws IOException {
        Path out = Files.createDirectory(folder.resolve("out"));
        Analysis.of(
                new OwnRun().lost(NOTIFY, ORDER).in(folder.resolve("run")),
                new Analysis.Options("", Duration.ofDays(1), Optional.of(out), true));

        List<String> ledger = Files.readAllLines(out.resolve("ledger.csv"));
        assertThat(ledger).hasSize(1 + 3 * 12);
        assertThat(ledger.get(0)).startsWith("EventId,Channel,Number,").endsWith(",Committed,Trigger");
        assertThat(ledger.stream()
                        .map(line -> line.split(",", -1))
                        .filter(line -> line[2].equals("9"))
                        .map(line -> String.join(" ", line[0], line[1], line[5], line[6], line[line.length - 1])))
                .containsExactly(
                        RUN + "-invoices-000009 invoices true delivered print",
                        RUN + "-orders-000009 orders true delivered box/archive",
                        RUN + "-orders-000009 orders true lost behind the Sensor notify");
        assertThat(Files.readString(out.resolve("delays.hlog")))
                .contains("Tag=orders/notify,", "Tag=orders/box/archive,", "Tag=invoices/print,");
    }

    @Test
    void theWayOfAMessageIsShownOnceForEachTriggerItWentWrongAt() throws IOException {
        Analysis analysis = Analysis.of(
                new OwnRun().lost(NOTIFY, ORDER).lost(ARCHIVE, ORDER).in(folder));

        assertThat(analysis.journeys().all()).isEqualTo(2);
        assertThat(analysis.journeys().shown()).allSatisfy(journey -> {
            assertThat(journey.eventId()).isEqualTo(id("orders", ORDER));
            assertThat(journey.attempts()).hasSize(1);
        });
        assertThat(analysis.journeys().shown())
                .extracting(Journeys.Journey::channel)
                .containsExactly(ARCHIVE, NOTIFY);
    }

    @Test
    void aRowThatNobodySentIsOfTheTriggerThatMadeIt() throws IOException {
        RunFiles files = new OwnRun().strangeRow("orders", "notify").in(folder);
        Path records = files.records();
        Files.writeString(records, Files.readString(records).replace("99," + id("orders", 0), "99,of-nobody"));

        Analysis analysis = Analysis.of(files);

        assertThat(analysis.channels())
                .extracting(ChannelResult::unexpected)
                .containsExactly(List.of(), List.of(), List.of("of-nobody"));
    }

    /** A dlqTrigger acts where another has failed, and is recorded too. */
    @Test
    void rowsOfATriggerThatThePlanDoesNotNameAreToldAndNotJudged(@TempDir Path other) throws IOException {
        RunFiles files = new OwnRun()
                .strangeRow("orders", "ring")
                .strangeRow("orders", "ring")
                .strangeRow("invoices", "later")
                .in(folder);

        Analysis analysis = Analysis.of(files);

        assertThat(analysis.notes())
                .containsExactly(
                        "records.csv: 1 row of invoices/later, a trigger that the plan does not name, such as a dlqTrigger: not judged",
                        "records.csv: 2 rows of orders/ring, a trigger that the plan does not name, such as a dlqTrigger: not judged");
        assertThat(fates(analysis)).isEqualTo(fates(Analysis.of(new OwnRun().in(other))));
        assertThat(analysis.channels())
                .allSatisfy(result -> assertThat(result.counts().unexpected()).isZero());
    }

    @ParameterizedTest
    @CsvSource({"orders, '', orders", "sqs, '', sqs", "sqs, notify, sqs/notify"})
    void aRowOfAFlowThatIsNotInThePlanIsRefused(String channel, String trigger, String label) throws IOException {
        RunFiles files = new OwnRun().strangeRow(channel, trigger).in(folder);

        refused(
                files,
                files.records() + ": a row of " + label + ", which is no channel of the plan: was runId " + RUN
                        + " used before?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "orders/notify": 4 | "orders/notify": 13 | expected.orders/notify = 13: must be an integer from 0 to 12
            "orders/notify": 4 | "orders/notify": 4, "orders": 1 | expected names [orders/notify, orders, orders/box/archive, invoices/print]: must be one or more of [sqs, sns], or channels with a trigger such as orders/notify
            "orders/notify": 4 | "Orders/notify": 4 | expected names [Orders/notify, orders/box/archive, invoices/print]: must be
            "orders/notify": 4 | "orders/no tify": 4 | expected names [orders/no tify, orders/box/archive, invoices/print]: must be
            "orders/notify": 4 | "orders/notify": 4, "orders/ring": 1 | expected.orders/ring = 1: must be 0, since no payload's expect names it
            "orders/notify": 4 | "orders/call": 4 | payloads[0].expect.orders names "notify": must be one of [invoices/print, orders/box/archive, orders/call]
            "invoices": ["print"] | "invoices": ["scan"] | payloads[0].expect.invoices names "scan": must be one of [invoices/print, orders/box/archive, orders/notify]
            "invoices": ["print"] | "invoices": [null] | payloads[0].expect.invoices names "null": must be one of
            "invoices": ["print"] | "fax": ["print"] | payloads[0].expect.fax names "print": must be one of
            "invoices": ["print"] | "invoices": null | payloads[0].expect.invoices = null: must be a list
            {"name": "noise", "text": "{}"}] | null] | payloads[2] = null: must be an object
            "payloads": | "letters": | payloads is empty: must have one or more, since expected names [invoices/print, orders/box/archive, orders/notify]
            "invoices": {"event": "shop/bills"} | "bills": {} | channels names [bills, orders]: must be those of expected, [invoices, orders]
            "channels": {"orders": | "channels": "orders", "other": {"orders": | channels = "orders": must be a list or an object
            """)
    void aPlanWhoseFlowsDoNotFitIsRefused(String was, String is, String complaint) throws IOException {
        RunFiles files = new OwnRun().in(folder);
        String plan = Files.readString(files.plan());
        assertThat(plan).contains(was);
        Files.writeString(files.plan(), plan.replace(was, is));

        refused(files, files.plan() + ": " + complaint);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            000007,orders,7,2,memo,true | 000007,orders,7,2,memo,false | stands with another Expected than its payload has in the plan
            000005,orders,5,3,noise,false | 000005,orders,5,3,noise,true | stands with another Expected than its payload has in the plan
            000005,orders,5,3,noise,false | 000005,orders,5,4,noise,false | has a PayloadId that the plan has not
            """)
    void aLineThatContradictsThePlanIsRefused(String was, String is, String complaint) throws IOException {
        RunFiles files = new OwnRun().in(folder);
        Path sent = folder.resolve("sent.csv");
        String lines = Files.readString(sent);
        assertThat(lines).contains(was);
        Files.writeString(sent, lines.replace(was, is));

        refused(files, sent + ": EventId " + RUN + "-orders-" + was.substring(0, 6) + " " + complaint);
    }

    @Test
    void messagesOnAChannelThatIsNotInThePlanAreRefused() throws IOException {
        RunFiles files = new OwnRun().in(folder);
        Path sent = folder.resolve("sent.csv");
        String lines = Files.readString(sent);
        Files.writeString(
                sent, lines + lines.lines().skip(1).findFirst().orElseThrow().replace("invoices", "fax") + "\n");

        refused(files, sent + ": messages on fax, which is no channel of the plan");
    }

    private static void refused(RunFiles files, String complaint) {
        assertThatThrownBy(() -> Analysis.of(files))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(complaint);
    }

    private Map<String, List<Trouble>> troubles(OwnRun run) throws IOException {
        return Analysis.of(run.in(folder)).channels().stream()
                .collect(Collectors.toMap(ChannelResult::channel, ChannelResult::troubles));
    }

    private static Map<String, Map<Fate, Long>> fates(Analysis analysis) {
        return analysis.channels().stream()
                .collect(Collectors.toMap(
                        ChannelResult::channel,
                        result -> new TreeMap<>(result.counts().fates())));
    }
}
