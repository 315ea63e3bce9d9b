package io.github.argometer.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.TestEvents;
import io.github.argometer.recorder.Recorder.Ended;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the recorder writes and how it ends, with a database that is well. */
class RecorderJobIT extends RecorderProcesses {

    private static final ExecutorService TEN = Executors.newFixedThreadPool(10);

    @AfterAll
    static void stopTen() {
        TEN.shutdown();
    }

    @Test
    void endsWith0OnceTheRowIsThereAndSaysHowLongTheInsertTook() throws Exception {
        Ended ended =
                record(TestEvents.event("run-sqs-1").context("type", "sqs").argument());
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).matches("recorder-job: insert acknowledged after [1-9][0-9]* microseconds\n");
        assertThat(ended.err()).isEmpty();
        assertThat(database.query("SELECT EventId, EventType, Deliveries FROM argo_event_record"))
                .containsExactly(Map.of("EventId", "run-sqs-1", "EventType", "sqs", "Deliveries", "1"));
    }

    @Test
    void writesWhenItsProcessStartedAndWhenItHadTheEvent() throws Exception {
        Instant before = Instant.now();
        assertThat(record(TestEvents.event("times").argument()).code()).isZero();
        Instant after = Instant.now();

        Map<String, String> row =
                database.query("SELECT * FROM argo_event_record").get(0);
        // 10 ms is the resolution of both clocks that the start is computed from.
        assertThat(time(row, "ProcessTimestamp")).isBetween(before.minusMillis(20), after);
        assertThat(time(row, "ReceivedTimestamp"))
                .isBetween(time(row, "ProcessTimestamp").minusMillis(20), time(row, "CreatedAtTimestamp"));
        assertThat(time(row, "CreatedAtTimestamp")).isBefore(after);
    }

    @Test
    void endsWith64WithoutAnArgument() throws Exception {
        assertThat(record())
                .isEqualTo(new Ended(64, "", "recorder-job: 0 arguments: must be one or more, each an event\n"));
    }

    @Test
    void writesARowForEachDependencyThatCameUnderItsTriggersName() throws Exception {
        environment.put("RECORD_TRIGGER", "argo-events/orders/job");
        String one = TestEvents.event("one").argument();
        String two = TestEvents.event("")
                .context("type", "webhook")
                .cloudEvent("{\"body\":\"argometer:run-orders-000012:2026-11-27T16:00:01.123456Z\"}");
        assertThat(record("", one, two, "").code()).isZero();
        environment.put("LC_ALL", "C");
        assertThat(record(
                                TestEvents.event("three")
                                        .context("subject", "größer 😀")
                                        .argument(),
                                "",
                                one)
                        .err())
                .isEmpty();
        assertThat(database.query(
                        "SELECT EventId, EventType, TriggerName, Deliveries FROM argo_event_record ORDER BY EventId"))
                .extracting(row -> String.join(" ", row.values()))
                .containsExactly(
                        "one sns argo-events/orders/job 2",
                        "run-orders-000012 orders argo-events/orders/job 1",
                        "three sns argo-events/orders/job 1");
    }

    @Test
    void writesNoRowWhereOneOfTheEventsCannotBeOne() throws Exception {
        String one = TestEvents.event("one").argument();
        Ended bad = record(one, "{}");
        assertThat(bad.code()).isEqualTo(65);
        assertThat(bad.err())
                .startsWith("recorder-job: BAD_EVENT: data = : must be JSON")
                .hasLineCount(1);
        assertThat(record("", "").code()).isEqualTo(65);

        database.execute(
                "argometer", "ALTER TABLE argo_event_record ADD CONSTRAINT no_poison CHECK (EventId <> 'poison')");
        try {
            assertThat(record(one, TestEvents.event("poison").argument()).code())
                    .isEqualTo(73);
            assertThat(record(
                                    TestEvents.event("poison").argument(),
                                    TestEvents.event("rest").argument())
                            .code())
                    .isEqualTo(73);
        } finally {
            database.execute("argometer", "ALTER TABLE argo_event_record DROP CONSTRAINT no_poison");
        }
        assertThat(database.query("SELECT * FROM argo_event_record")).isEmpty();
    }

    @Test
    void endsWith65ForATriggerThatCannotBeOne() throws Exception {
        String event = TestEvents.event("e").argument();
        environment.put("RECORD_TRIGGER", "a,b");
        assertThat(record(event))
                .isEqualTo(new Ended(
                        65,
                        "",
                        "recorder-job: BAD_EVENT: setting record.trigger = \"a,b\": must be 1 to 128 visible ASCII characters"
                                + " without comma, or nothing\n"));
        environment.put("RECORD_TRIGGER", "größer");
        environment.put("LC_ALL", "C");
        assertThat(record(event).code()).isEqualTo(65);
        assertThat(database.query("SELECT * FROM argo_event_record")).isEmpty();
    }

    @Test
    void endsWith65ForABadEvent() throws Exception {
        Ended ended = record(TestEvents.event("e").body("id", "4").argument());
        assertThat(ended)
                .isEqualTo(
                        new Ended(65, "", "recorder-job: BAD_EVENT: data.body.id = \"4\": must be a 32-bit integer\n"));
    }

    @Test
    void endsWith70ForASettingOutOfItsRange() throws Exception {
        String event = TestEvents.event("e").argument();
        environment.put("DB_SOCKET_TIMEOUT", "0");
        assertThat(record(event))
                .isEqualTo(
                        new Ended(
                                70,
                                "",
                                "recorder-job: UNEXPECTED: setting db.socket-timeout = \"0\": must be an integer from 1 to 600000\n"));
        environment.put("DB_CONNECT_TIMEOUT", "600001");
        assertThat(record(event).err())
                .endsWith("setting db.connect-timeout = \"600001\": must be an integer from 250 to 600000\n");
        assertThat(database.query("SELECT * FROM argo_event_record")).isEmpty();
    }

    @Test
    void countsTenDeliveriesAtOnceInOneRow() throws Exception {
        // Ten cold starts at once are slow on a busy machine, which is not the point here.
        database.execute("", "SET GLOBAL connect_timeout = 60");
        environment.put("DB_CONNECT_TIMEOUT", "60000");
        environment.put("DB_SOCKET_TIMEOUT", "60000");
        String event = TestEvents.event("run-sqs-1").argument();
        List<CompletableFuture<Ended>> recorders = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> record(event), TEN))
                .limit(10)
                .toList();
        assertThat(recorders)
                .allSatisfy(recorder -> assertThat(recorder.join().code()).isZero());
        assertThat(database.query("SELECT EventId, Deliveries FROM argo_event_record"))
                .containsExactly(Map.of("EventId", "run-sqs-1", "Deliveries", "10"));
    }

    @Test
    void takesAnArgumentOf90KiB() throws Exception {
        String event = TestEvents.event("long")
                .attribute("Padding", "x".repeat(70_000))
                .argument();
        assertThat(event.length()).isBetween(90 * 1024, 100 * 1024);
        assertThat(record(event).code()).isZero();
        assertThat(database.query("SELECT EventId FROM argo_event_record")).containsExactly(Map.of("EventId", "long"));
    }

    @Test
    void endsWith65ForATextThatNoColumnHolds() throws Exception {
        Ended ended =
                record(TestEvents.event("e").body("message", "x".repeat(1025)).argument());
        assertThat(ended.code()).isEqualTo(65);
        assertThat(ended.err())
                .startsWith("recorder-job: BAD_EVENT: data.body.message = ")
                .endsWith("must be a text of at most 1024 characters\n")
                .hasLineCount(1);
    }

    @Test
    void readsAnArgumentThatTheLocaleCannotDecode() throws Exception {
        environment.put("LC_ALL", "C");
        String event =
                TestEvents.event("locale").context("subject", "größer 😀").argument();
        assertThat(record(event)).satisfies(ended -> {
            assertThat(ended.err()).isEmpty();
            assertThat(ended.code()).isZero();
        });
        assertThat(database.query("SELECT EventId FROM argo_event_record"))
                .containsExactly(Map.of("EventId", "locale"));
    }

    @Test
    void endsWith65ForAnArgumentThatIsNoUtf8() throws Exception {
        Ended ended = recordBytes(
                TestEvents.event("e").context("subject", "SUBJECT").argument().replace("SUBJECT", "\\377"));
        assertThat(ended.code()).isEqualTo(65);
        assertThat(ended.err()).startsWith("recorder-job: BAD_EVENT: event = {").endsWith(": must be UTF-8\n");
    }

    private static Instant time(Map<String, String> row, String column) {
        return Timestamp.valueOf(row.get(column)).toLocalDateTime().toInstant(ZoneOffset.UTC);
    }
}
