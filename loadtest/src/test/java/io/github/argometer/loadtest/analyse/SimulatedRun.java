package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.analyse.files.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A run of the demo's messages through one channel, copy by copy and hop by hop, with one fault and what each hop honestly counts. It
 * knows the files' format, and nothing of the code that reads them.
 */
final class SimulatedRun {

    /** What may go on besides the fault. */
    enum Noise {
        NONE,
        /** The service delivers some twice. */
        DUPLICATES,
        /** Some attempts end without an answer; a part of them has come through. */
        UNKNOWN,
        /** Some are sent again after an attempt without an answer. */
        RETRIES,
        /** Some hops were not asked. */
        NOT_ASKED,
        /** Some failures were mended by another try. */
        MENDED,
        /** Some rows are of messages that nobody sent. */
        UNEXPECTED,
        /** The sensor lets a content through that it should not. */
        WRONGLY_PASSED
    }

    private static final String[] AUTHORS = {"Ankur", "Brian", "David"};

    /** The ids of messages that the fault hit. */
    final Set<String> hit = new HashSet<>();

    private final Random random;
    private final String channel;
    private final int messages;
    private final SimulatedFault fault;
    private final double share;
    private final Noise noise;
    private final boolean wide;
    private final String runId;
    private final PlantedLines lines;
    private final Map<String, Long> counters = new TreeMap<>();
    private final Map<String, Integer> rows = new HashMap<>();
    private final List<String> failedJobs = new ArrayList<>();
    private final boolean bus;
    private final List<String> events = new ArrayList<>();
    private final List<String> acknowledgements = new ArrayList<>();
    private final List<String> deadLetters = new ArrayList<>();
    private int expected;

    /**
     * Goes through it.
     *
     * @param wide whether more authors than one are let through
     * @param bus whether the bus was read, and what the Sensor acknowledged
     */
    SimulatedRun(
            long seed,
            String channel,
            int messages,
            SimulatedFault fault,
            double share,
            Noise noise,
            boolean wide,
            boolean bus) {
        this.random = new Random(seed);
        this.channel = channel;
        this.messages = messages;
        this.fault = fault;
        this.share = share;
        this.noise = noise;
        this.wide = wide;
        this.bus = bus;
        this.runId = "run-" + seed;
        this.lines = new PlantedLines(runId, false, false);
        for (String counter : List.of(
                "queued",
                "deadLetters",
                "sourceReceived",
                "sourceSent",
                "sourceFailed",
                "busPending",
                "busDropped",
                "triggered",
                "triggerFailed",
                "jobsActive")) {
            counters.put(counter, 0L);
        }
        for (int number = 0; number < messages; number++) {
            send(number, random.nextInt(6));
        }
        if (noise == Noise.UNEXPECTED) {
            for (int i = 0; i < 7; i++) {
                count("sourceSent");
                count("triggered");
                lines.row("another-" + i, channel, 0, 0, 10_000, 1);
            }
        }
        if (noise == Noise.MENDED && channel.equals("sns")) {
            counters.merge("sourceFailed", 1L + random.nextInt(messages / 4), Long::sum);
        }
        if (noise == Noise.NOT_ASKED) {
            counters.keySet().removeIf(counter -> random.nextInt(4) == 0);
        }
    }

    private boolean expects(int kind, boolean sensorOnly) {
        int author = kind % 3;
        boolean id = channel.equals("sns") || sensorOnly || kind < 3;
        return id && (author == (channel.equals("sns") ? 2 : 0) || wide && author == 1);
    }

    private void send(int number, int kind) {
        String id = "%s-%s-%06d".formatted(runId, channel, number);
        boolean expects = expects(kind, false);
        expected += expects ? 1 : 0;
        boolean unknown = noise == Noise.UNKNOWN && random.nextInt(20) == 0;
        int attempts = noise == Noise.RETRIES && random.nextInt(20) == 0 ? 2 : 1;
        for (int attempt = 1; attempt <= attempts; attempt++) {
            boolean sure = attempt == attempts && !unknown;
            lines.attempt(id, channel, number, kind, expects, attempt, sure ? "accepted" : "unknown");
            if (sure || random.nextBoolean()) {
                pass(id, kind);
            }
        }
        if (noise == Noise.DUPLICATES && random.nextInt(25) == 0) {
            pass(id, kind);
        }
        if (rows.containsKey(id)) {
            lines.row(id, channel, kind, PlantedLines.sentAt(number, attempts), 200_000_000, rows.get(id));
        }
    }

    private void count(String counter) {
        counters.merge(counter, 1L, Long::sum);
    }

    /** The way of one copy. */
    private void pass(String id, int kind) {
        boolean strikes = fault.isAFilter() ? kind == (channel.equals("sns") ? 2 : 0) : random.nextDouble() < share;
        if (strikes(id, strikes, SimulatedFault.SERVICE_SILENT)) {
            return;
        }
        if (strikes(id, strikes, SimulatedFault.QUEUE_HOLDS)) {
            count("queued");
            return;
        }
        if (strikes(id, strikes, SimulatedFault.DEAD_LETTERS)) {
            if (channel.equals("sqs")) {
                count("deadLetters");
            }
            deadLetters.add("%s,%s,dead,%2$s".formatted(id, channel));
            return;
        }
        count("sourceReceived");
        if (channel.equals("sqs") && kind >= 3 || strikes(id, strikes, SimulatedFault.SOURCE_FILTER)) {
            return;
        }
        if (strikes(id, strikes, SimulatedFault.SOURCE_SILENT)) {
            return;
        }
        if (strikes(id, strikes, SimulatedFault.SOURCE_FAILS)) {
            count("sourceFailed");
            return;
        }
        count("sourceSent");
        int sequence = events.size() + 1;
        events.add("%d,%s,aws,%s,ce-%1$d,2026-11-23T01:00:00.000000001Z,2026-11-23T01:00:00.000000002Z"
                .formatted(sequence, id, channel));
        if (strikes(id, strikes, SimulatedFault.BUS_SILENT)) {
            return;
        }
        if (strikes(id, strikes, SimulatedFault.BUS_DROPS)) {
            count("busDropped");
            return;
        }
        if (strikes(id, strikes, SimulatedFault.BUS_HOLDS)) {
            count("busPending");
            return;
        }
        acknowledgements.add("%d,aws,%s,sensor,trigger,2026-11-23T01:00:00.000000003Z,2026-11-23T01:00:00.000000004Z,1"
                .formatted(sequence, channel));
        if (strikes(id, strikes, SimulatedFault.SENSOR_SILENT)) {
            return;
        }
        if (fault == SimulatedFault.SENSOR_FILTER_CHANGED) {
            if (expects(kind, true)) {
                hit.add(id);
            }
            if (kind % 3 != (channel.equals("sns") ? 0 : 2)) {
                return;
            }
        } else if (strikes(id, strikes, SimulatedFault.SENSOR_FILTER)
                || !expects(kind, true) && !(noise == Noise.WRONGLY_PASSED && kind == 1)) {
            return;
        }
        if (strikes(id, strikes, SimulatedFault.TRIGGER_SILENT)) {
            return;
        }
        if (strikes(id, strikes, SimulatedFault.TRIGGER_FAILS)) {
            count("triggerFailed");
            return;
        }
        count("triggered");
        if (strikes && fault.name().startsWith("JOB_FAILS") || strikes && fault == SimulatedFault.INSERT_FAILS) {
            failedJobs.add("{\"name\": \"job\", \"eventId\": %s, \"exitCode\": %d}"
                    .formatted(
                            fault.name().endsWith("NAMELESS") ? "null" : "\"" + id + "\"",
                            fault == SimulatedFault.INSERT_FAILS ? 69 : 65));
        }
        if (strikes && fault.name().startsWith("JOB_HANGS")) {
            count("jobsActive");
        }
        boolean job = fault.from == 5 && fault.loses();
        if (job && strikes) {
            hit.add(id);
            return;
        }
        rows.merge(id, 1, Integer::sum);
    }

    private boolean strikes(String id, boolean strikes, SimulatedFault here) {
        if (strikes && fault == here) {
            hit.add(id);
            return true;
        }
        return false;
    }

    /** Writes its files. */
    RunFiles in(Path folder) throws IOException {
        Files.writeString(folder.resolve("plan.json"), """
                {"runId": "%s", "seed": 1, "messages": %d, "minDelayMs": 0, "maxDelayMs": 1,
                 "created": "2026-11-23T00:00:00.000000Z", "expected": {"%s": %d}}
                """.formatted(runId, messages, channel, expected));
        Files.writeString(
                folder.resolve("sent.csv"),
                "EventId,Channel,Number,PayloadId,Author,Expected,Intended,Sent,Finished,Attempt,Outcome,Detail\n"
                        + String.join("\n", lines.sent) + "\n");
        StringBuilder records = new StringBuilder("Id,EventId,RunId,PayloadId,EventType,CustomMessage,Author,"
                + "EventTimestamp,CreatedAtTimestamp,Deliveries\n");
        for (int i = 0; i < lines.rows.size(); i++) {
            records.append(i + 1).append(lines.rows.get(i)).append('\n');
        }
        Files.writeString(folder.resolve("records.csv"), records);
        List<String> fields = new ArrayList<>();
        counters.forEach((counter, count) -> fields.add("\"%s\": %d".formatted(counter, count)));
        fields.add("\"failedJobs\": " + failedJobs);
        for (String file : List.of("bus.csv", "acks.csv", "bus.json", "dead-letters.csv")) {
            Files.deleteIfExists(folder.resolve(file));
        }
        if (bus) {
            fields.add("\"verdicts\": " + verdicts());
            table(folder, "bus.csv", "Sequence,EventId,EventSource,Event,CloudEventId,SourceTime,StreamTime", events);
            table(
                    folder,
                    "acks.csv",
                    "Sequence,EventSource,Event,Sensor,Trigger,TakenTime,DoneTime,Deliveries",
                    acknowledgements);
            table(folder, "dead-letters.csv", "EventId,Channel,Queue,GivenUpBy", deadLetters);
            Files.writeString(
                    folder.resolve("bus.json"),
                    "{\"events\": %d, \"gone\": 0, \"anew\": false, \"sampled\": true, \"samplesMissed\": 0}"
                            .formatted(events.size()));
        }
        Files.writeString(
                folder.resolve("cluster.json"),
                "{\"taken\": \"\", \"channels\": {\"%s\": {%s}}}".formatted(channel, String.join(", ", fields)));
        return new RunFiles(folder);
    }

    private static void table(Path folder, String file, String header, List<String> lines) throws IOException {
        Files.writeString(
                folder.resolve(file),
                header + "\n"
                        + String.join(
                                "", lines.stream().map(line -> line + "\n").toList()));
    }

    /** What the filters say to each content, as they are after the fault. */
    private List<String> verdicts() {
        List<String> verdicts = new ArrayList<>();
        for (int kind = 0; kind < 6; kind++) {
            boolean source = channel.equals("sns") || kind < 3;
            boolean sensor = fault == SimulatedFault.SENSOR_FILTER_CHANGED
                    ? kind % 3 == (channel.equals("sns") ? 0 : 2)
                    : expects(kind, true) || noise == Noise.WRONGLY_PASSED && kind == 1;
            boolean struck = kind == (channel.equals("sns") ? 2 : 0);
            verdicts.add("{\"payloadId\": %d, \"author\": \"%s\", \"source\": %s, \"sensor\": %s}"
                    .formatted(
                            PlantedLines.payloadId(kind),
                            PlantedLines.author(kind),
                            verdict(source, struck && fault == SimulatedFault.SOURCE_FILTER),
                            verdict(sensor, struck && fault == SimulatedFault.SENSOR_FILTER)));
        }
        return verdicts;
    }

    private static String verdict(boolean passes, boolean fails) {
        return fails ? "\"fails: no such field\"" : passes ? "\"passes\"" : "\"drops\"";
    }

    @Override
    public String toString() {
        return "%s %s %s of %d, share %s, noise %s%s: %s"
                .formatted(runId, channel, fault, messages, share, noise, wide ? ", wide" : "", counters);
    }
}
