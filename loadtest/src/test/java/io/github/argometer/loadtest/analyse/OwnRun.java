package io.github.argometer.loadtest.analyse;

import io.github.argometer.Times;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A run of somebody's own messages: twelve of them, by turns an order, a memo and noise, to two channels, one of which has two measured
 * triggers. All is well unless a method plants a fault. The bus was read, and all its acknowledgements were sampled; a trigger that the
 * plan does not have listens too.
 */
public final class OwnRun {

    public static final String RUN = "20261127T160000Z-abcdef";
    public static final String NOTIFY = "orders/notify";

    /** The plan names its Sensor too. */
    public static final String ARCHIVE = "orders/box/archive";

    public static final String PRINT = "invoices/print";

    /** An order, for which all three triggers must fire. */
    public static final int ORDER = 9;

    /** A memo, which must fire only ARCHIVE. */
    public static final int MEMO = 7;

    /** Which must fire none. */
    public static final int NOISE = 5;

    private static final int MESSAGES = 12;
    private static final List<String> NAMES = List.of("order", "memo", "noise");
    private static final Map<String, List<String>> LISTENERS = Map.of(
            "orders", List.of("bell,notify", "box,archive", "other,archive"), "invoices", List.of("office,print"));
    private static final Instant START = Instant.parse("2026-11-27T16:00:00Z");

    private final Set<String> without = new HashSet<>();
    private final Map<String, String> outcomes = new HashMap<>();
    private final Map<String, String> contents = new HashMap<>();
    private final Map<String, Integer> deliveries = new HashMap<>();
    private final List<String> deadLetters = new ArrayList<>();
    private final Map<String, String> evidence = new TreeMap<>();
    private final List<String> strangeRows = new ArrayList<>();
    private boolean bus = true;

    /** The id of a message. */
    public static String id(String channel, int number) {
        return String.format(Locale.ROOT, "%s-%s-%06d", RUN, channel, number);
    }

    /** Whether the message fires the trigger of {@code flow}, as the plan wants it. */
    private static boolean fires(String flow, int number) {
        return number % 3 == 0 || number % 3 == 1 && flow.equals(ARCHIVE);
    }

    private static String channel(String flow) {
        return flow.substring(0, flow.indexOf('/'));
    }

    private static String trigger(String flow) {
        return flow.substring(flow.indexOf('/') + 1);
    }

    /** The message has no row of {@code flow}. */
    public OwnRun lost(String flow, int number) {
        without.add("row of " + flow + number);
        return this;
    }

    /** It has a row of {@code flow}, delivered so often, whether it should or not. */
    public OwnRun row(String flow, int number, int times) {
        deliveries.put(flow + number, times);
        return this;
    }

    /** Its row of {@code flow} says that the message was that of another payload. */
    public OwnRun content(String flow, int number, String payloadIdAndAuthor) {
        contents.put(flow + number, payloadIdAndAuthor);
        return this;
    }

    /** A row of a flow that the plan has not. */
    public OwnRun strangeRow(String channel, String trigger) {
        strangeRows.add(
                "99,%s,%s,,%s,,,%s,%s,1,,,,,%s".formatted(id(channel, 0), RUN, channel, time(0), time(9_000), trigger));
        return this;
    }

    /** The trigger of {@code flow} did not take it from the bus, and it has no row. */
    public OwnRun notTaken(String flow, int number) {
        without.add("acknowledgement of " + flow + number);
        return lost(flow, number);
    }

    /** It did not come to the bus by {@code channel}, so none of its triggers fired. */
    public OwnRun notOnBus(String channel, int number) {
        without.add("event of " + channel + number);
        return this;
    }

    /** Its only attempt on {@code channel} ended otherwise, and it went nowhere; "" = there was none. */
    public OwnRun outcome(String channel, int number, String outcome) {
        outcomes.put(channel + number, outcome);
        return notOnBus(channel, number);
    }

    /** It ended in a queue of dead letters. */
    public OwnRun deadLetter(String channel, int number, String givenUpBy) {
        deadLetters.add("%s,%s,dead,%s".formatted(id(channel, number), channel, givenUpBy));
        return notOnBus(channel, number);
    }

    /** What the cluster knows of {@code flow}: fields of JSON. */
    public OwnRun evidence(String flow, String fields) {
        evidence.put(flow, "{%s}".formatted(fields));
        return this;
    }

    /** Nobody read the bus. */
    public OwnRun withoutBus() {
        bus = false;
        return this;
    }

    /** Writes its files. */
    public RunFiles in(Path folder) throws IOException {
        List<String> sent = new ArrayList<>();
        List<String> records = new ArrayList<>();
        List<String> events = new ArrayList<>();
        List<String> acknowledgements = new ArrayList<>();
        for (int number = 0; number < MESSAGES; number++) {
            for (String channel : List.of("invoices", "orders")) {
                send(channel, number, sent, events, acknowledgements);
            }
            for (String flow : List.of(PRINT, ARCHIVE, NOTIFY)) {
                row(flow, number, records);
            }
        }
        records.addAll(strangeRows);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("plan.json"), """
                {"runId": "%s", "seed": 7, "messages": %d, "minDelayMs": 0, "maxDelayMs": 1, "created": "2026-11-27T16:00:00.000000Z",
                 "channels": {"orders": {"event": "shop/orders", "triggers": ["notify", "box/archive"]}, "invoices": {"event": "shop/bills"}},
                 "payloads": [
                  {"name": "order", "text": "{}", "weight": 1, "expect": {"orders": ["notify", "box/archive"], "invoices": ["print"]}},
                  {"name": "memo", "text": "{}", "expect": {"orders": ["box/archive"]}},
                  {"name": "noise", "text": "{}"}],
                 "expected": {"orders/notify": 4, "orders/box/archive": 8, "invoices/print": 4}}
                """.formatted(RUN, MESSAGES));
        write(
                folder.resolve("sent.csv"),
                "EventId,Channel,Number,PayloadId,Author,Expected,Intended,Sent,Finished,Attempt,Outcome,Detail",
                sent);
        write(
                folder.resolve("records.csv"),
                "Id,EventId,RunId,PayloadId,EventType,CustomMessage,Author,EventTimestamp,CreatedAtTimestamp,Deliveries,"
                        + "SourceTimestamp,SnsTimestamp,ProcessTimestamp,ReceivedTimestamp,TriggerName",
                records);
        if (bus) {
            write(
                    folder.resolve("bus.csv"),
                    "Sequence,EventId,EventSource,Event,CloudEventId,SourceTime,StreamTime",
                    events);
            write(
                    folder.resolve("acks.csv"),
                    "Sequence,EventSource,Event,Sensor,Trigger,TakenTime,DoneTime,Deliveries",
                    acknowledgements);
            Files.writeString(
                    folder.resolve("bus.json"),
                    "{\"events\": %d, \"gone\": 0, \"anew\": false, \"sampled\": true, \"samplesMissed\": 0}"
                            .formatted(events.size()));
        }
        if (!deadLetters.isEmpty()) {
            write(folder.resolve("dead-letters.csv"), "EventId,Channel,Queue,GivenUpBy", deadLetters);
        }
        if (!evidence.isEmpty()) {
            List<String> flows = new ArrayList<>();
            evidence.forEach((flow, known) -> flows.add("\"%s\": %s".formatted(flow, known)));
            Files.writeString(
                    folder.resolve("cluster.json"),
                    "{\"taken\": \"\", \"channels\": {%s}}".formatted(String.join(", ", flows)));
        }
        return new RunFiles(folder);
    }

    private void send(
            String channel, int number, List<String> sent, List<String> events, List<String> acknowledgements) {
        String outcome = outcomes.getOrDefault(channel + number, "accepted");
        boolean expected = number % 3 == 0 || number % 3 == 1 && channel.equals("orders");
        if (!outcome.isEmpty()) {
            sent.add(String.join(
                    ",",
                    id(channel, number),
                    channel,
                    String.valueOf(number),
                    String.valueOf(number % 3 + 1),
                    NAMES.get(number % 3),
                    String.valueOf(expected),
                    time(number * 1_000L),
                    time(number * 1_000L),
                    time(number * 1_000L + 500),
                    "1",
                    outcome,
                    ""));
        }
        if (without.contains("event of " + channel + number)) {
            return;
        }
        int sequence = events.size() + 1;
        events.add("%d,%s,shop,%s,ce-%1$d,%s,%s"
                .formatted(
                        sequence,
                        id(channel, number),
                        channel,
                        nanos(number * 1_000L + 1),
                        nanos(number * 1_000L + 2)));
        for (String listener : LISTENERS.get(channel)) {
            String flow = listener.startsWith("box") ? ARCHIVE : channel + listener.replaceFirst("[a-z]*,", "/");
            if (!without.contains("acknowledgement of " + flow + number) || listener.startsWith("other")) {
                acknowledgements.add("%d,shop,%s,%s,%s,%s,1"
                        .formatted(
                                sequence,
                                channel,
                                listener,
                                nanos(number * 1_000L + 3),
                                nanos(number * 1_000L + (listener.startsWith("other") ? 800 : 900))));
            }
        }
    }

    private void row(String flow, int number, List<String> records) {
        boolean came = fires(flow, number)
                && !without.contains("row of " + flow + number)
                && !without.contains("event of " + channel(flow) + number);
        int times = deliveries.getOrDefault(flow + number, came ? 1 : 0);
        if (times > 0) {
            String content = contents.getOrDefault(flow + number, ",");
            records.add(String.join(
                    ",",
                    String.valueOf(records.size() + 1),
                    id(channel(flow), number),
                    RUN,
                    content.split(",", -1)[0],
                    channel(flow),
                    "",
                    content.split(",", -1)[1],
                    time(number * 1_000L),
                    time(number * 1_000L + (flow.equals(PRINT) ? 30_000 : flow.equals(NOTIFY) ? 10_000 : 20_000)),
                    String.valueOf(times),
                    "",
                    "",
                    "",
                    "",
                    trigger(flow)));
        }
    }

    private static void write(Path file, String header, List<String> lines) throws IOException {
        Files.writeString(
                file,
                header + "\n"
                        + String.join(
                                "", lines.stream().map(line -> line + "\n").toList()));
    }

    private static String nanos(long microseconds) {
        return time(microseconds).replace("Z", "789Z");
    }

    private static String time(long microseconds) {
        return Times.text(START.plus(microseconds, ChronoUnit.MICROS));
    }
}
