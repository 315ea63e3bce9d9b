package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.analyse.files.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A small run drawn by chance, with faults planted in it and the truth about each message kept beside. Written as a plain
 * simulation of sender, service, filters and recorder: it knows the files' format, and nothing of the code that reads them.
 */
final class PlantedRun {

    /** What a line of ledger.csv must say: fate, whereabouts, duplicates, recovered, late, warm-up, attempts. */
    record Truth(
            String fate, String where, int duplicates, int recovered, boolean late, boolean warmUp, int attempts) {}

    private static final long TIMEOUT_MICROS = 5_000_000;
    private static final long LAST = 100_000_000;

    final Map<String, Truth> truths = new TreeMap<>();
    final List<String> unexpected = new ArrayList<>();

    private final Random random;
    private final String runId;
    private final int messages;
    private final int warmUp;
    private final boolean twoLines;
    private final boolean longRows;
    private final PlantedLines lines;
    private final Map<String, Integer> expected = new TreeMap<>();
    private final Map<String, Map<String, Object>> evidence = new TreeMap<>();
    private final boolean asked;

    PlantedRun(long seed) {
        random = new Random(seed);
        runId = "run-" + seed;
        messages = 6 + random.nextInt(40);
        warmUp = random.nextInt(3) == 0 ? random.nextInt(messages) : 0;
        twoLines = random.nextBoolean();
        longRows = random.nextBoolean();
        lines = new PlantedLines(runId, twoLines, longRows);
        asked = random.nextInt(4) > 0;
        // Something ends last of all, so that the moment from which rows are late is known.
        for (String channel : random.nextInt(3) == 0 ? List.of("sns") : List.of("sqs", "sns")) {
            channel(channel);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            String type = random.nextBoolean() ? "sqs" : "sns";
            String id =
                    switch (random.nextInt(4)) {
                        case 0 -> runId + "-" + type + "-" + (messages + 1_000_000 + i);
                        case 1 -> runId + "-" + type + "-7";
                        case 2 -> "another-" + i;
                        default -> runId + "-" + type + "-00000" + i + "x";
                    };
            if (expected.containsKey(type) && !unexpected.contains(id)) {
                unexpected.add(id);
                lines.row(id, type, 0, 0, 10, 1);
                // It came by the way that all come.
                for (String passed : List.of("sourceSent", "triggered")) {
                    evidence.get(type).computeIfPresent(passed, (counter, count) -> (int) count + 1);
                }
            }
        }
        Collections.shuffle(lines.rows, random);
    }

    private void channel(String channel) {
        Mishap mishap = asked ? Mishap.values()[1 + random.nextInt(Mishap.values().length - 1)] : Mishap.NO_EVIDENCE;
        // Of a topic, that the bus lacks some is proven only where no message is of unknown outcome.
        if (channel.equals("sns") && (mishap == Mishap.JOBS || mishap == Mishap.SOURCE)) {
            mishap = Mishap.TRIGGER;
        }
        // A filter drops one kind of message; too few are sent here, and too many others are missing, to blame it.
        boolean wrongFilter = asked && random.nextInt(5) == 0;
        int shouldPass = random.nextInt(3);
        int missing = 0;
        int sent = 0;
        int deliveries = 0;
        boolean doubled = false;
        List<String> failedJobs = new ArrayList<>();
        int expectedHere = 0;
        for (int number = 0; number < messages; number++) {
            // The first two of each kind are sure to arrive, so that a later one is missing for no filter's sake.
            int kind = number % 6;
            boolean passes = kind == shouldPass || kind == 3;
            boolean dropped = wrongFilter && kind == shouldPass;
            expectedHere += passes ? 1 : 0;
            String id = String.format(Locale.ROOT, "%s-%s-%06d", runId, channel, number);
            boolean warm = number < warmUp;
            int chance = number < 6 ? 100 : random.nextInt(100);
            if (chance < 6) {
                truths.put(id, new Truth("never sent", "", 0, 0, false, warm, 0));
                continue;
            }
            if (chance < 12) {
                int attempts = 1 + random.nextInt(3);
                for (int attempt = 1; attempt <= attempts; attempt++) {
                    lines.attempt(id, channel, number, kind, passes, attempt, "failed");
                }
                truths.put(id, new Truth("never accepted", "", 0, 0, false, warm, attempts));
                continue;
            }
            boolean answered = chance >= 24;
            int attempts = 1 + (random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0);
            int arrivesBy = 1;
            for (int attempt = 1; attempt < attempts; attempt++) {
                lines.attempt(id, channel, number, kind, passes, attempt, random.nextBoolean() ? "failed" : "unknown");
            }
            boolean midAir = !answered && twoLines && random.nextBoolean();
            lines.attempt(
                    id,
                    channel,
                    number,
                    kind,
                    passes,
                    attempts,
                    answered ? "accepted" : midAir ? "started" : "unknown");
            arrivesBy = attempts;
            sent++;
            boolean arrives =
                    !dropped && passes && (number < 12 || answered && chance < 80 || !answered && chance < 18);
            boolean slips = !passes && chance >= 96 && number >= 6;
            if (arrives || slips) {
                int times = random.nextInt(5) == 0 ? 1 + random.nextInt(4) : 1;
                boolean late = random.nextInt(10) == 0;
                int recorded = random.nextInt(20) == 0 ? (kind + 1) % 6 : kind;
                lines.row(
                        id,
                        channel,
                        recorded,
                        PlantedLines.sentAt(number, arrivesBy),
                        late ? LAST + TIMEOUT_MICROS + 1 : LAST + TIMEOUT_MICROS,
                        times);
                deliveries += times;
                doubled |= times > 1;
                truths.put(
                        id,
                        new Truth(
                                recorded != kind ? "altered" : passes ? "delivered" : "wrongly passed",
                                recorded != kind ? altered(kind, recorded) : "",
                                Math.max(0, times - attempts),
                                Math.max(0, Math.min(times, attempts) - (answered ? 1 : 0)),
                                late,
                                warm,
                                attempts));
            } else if (!passes) {
                truths.put(id, new Truth("rightly filtered", "", 0, 0, false, warm, attempts));
            } else if (dropped) {
                truths.put(id, new Truth(null, answered ? "dropped" : "unsure", 0, 0, false, warm, attempts));
                missing++;
            } else if (asked && channel.equals("sqs") && random.nextInt(3) == 0) {
                int code = List.of(65, 69, 73, 70).get(random.nextInt(4));
                failedJobs.add(
                        "{\"name\": \"job-%d\", \"eventId\": \"%s\", \"exitCode\": %d}".formatted(number, id, code));
                truths.put(
                        id,
                        new Truth(
                                code == 69 || code == 73 ? "insert failed" : "Job failed",
                                "job-" + number + ", exit code " + code,
                                0,
                                0,
                                false,
                                warm,
                                attempts));
            } else {
                truths.put(id, new Truth(null, answered ? "lost" : "unsure", 0, 0, false, warm, attempts));
                missing++;
            }
        }
        settle(channel, wrongFilter ? null : mishap, missing, sent, deliveries, failedJobs, doubled);
        expected.put(channel, expectedHere);
    }

    private static String altered(int kind, int recorded) {
        String author = "author %s for %s".formatted(PlantedLines.author(recorded), PlantedLines.author(kind));
        int was = PlantedLines.payloadId(kind);
        int is = PlantedLines.payloadId(recorded);
        return was == is ? author : "id %d for %d, %s".formatted(is, was, author);
    }

    /** Gives the missing messages of {@code channel} their fate, and the hops their counters. */
    private void settle(
            String channel,
            Mishap mishap,
            int missing,
            int sent,
            int deliveries,
            List<String> failedJobs,
            boolean doubled) {
        int triggered = deliveries + failedJobs.size();
        Map<String, Object> counters = Mishap.counters(mishap, sent, triggered, missing, random.nextInt(3));
        counters.put("failedJobs", failedJobs);
        evidence.put(channel, counters);
        truths.replaceAll((id, truth) -> truth.fate() == null && id.startsWith(runId + "-" + channel)
                ? Mishap.explained(truth, mishap, doubled)
                : truth);
    }

    /** Writes the files of the run; the last attempt of all ends at {@link #LAST}, in a file of its own. */
    RunFiles in(Path folder) throws IOException {
        Files.writeString(folder.resolve("plan.json"), """
                {"runId": "%s", "seed": 1, "messages": %d, "minDelayMs": 0, "maxDelayMs": 1, "warmupMessages": %d,
                 "created": "2026-11-23T00:00:00.000000Z", "expected": %s, "something": ["new"]}
                """.formatted(
                runId,
                messages + 1,
                warmUp,
                expected.toString().replace("{", "{\"").replace("=", "\": ").replace(", ", ", \"")));
        String header =
                "EventId,Channel,Number,PayloadId,Author,Expected,Intended,Sent,Finished,Attempt,Outcome,Detail\n";
        int cut = random.nextInt(lines.sent.size() + 1);
        // Lines of one message may come apart: workers write files of their own, but here even those are one ledger.
        Files.writeString(folder.resolve("sent.csv"), header + lines(lines.sent.subList(0, cut)));
        Files.writeString(
                folder.resolve("sent-1.csv"),
                header + lines(lines.sent.subList(cut, lines.sent.size())) + "cut-off,sqs,12");
        StringBuilder last = new StringBuilder(header);
        for (String channel : expected.keySet()) {
            String id = String.format(Locale.ROOT, "%s-%s-%06d", runId, channel, messages);
            truths.put(id, new Truth("rightly filtered", "", 0, 0, false, false, 1));
            last.append("%s,%s,%d,9,Zoe,false,%s,%s,%s,1,accepted,\n"
                    .formatted(
                            id,
                            channel,
                            messages,
                            PlantedLines.time(LAST),
                            PlantedLines.time(LAST),
                            PlantedLines.time(LAST + 50)));
        }
        Files.writeString(folder.resolve("sent-2.csv"), last);
        List<String> numbered = new ArrayList<>();
        for (int i = 0; i < lines.rows.size(); i++) {
            numbered.add((i + 1) + lines.rows.get(i));
        }
        Files.writeString(
                folder.resolve("records.csv"),
                "Id,EventId,RunId,PayloadId,EventType,CustomMessage,Author,EventTimestamp,CreatedAtTimestamp,Deliveries"
                        + (longRows ? ",SourceTimestamp,SnsTimestamp,ProcessTimestamp,ReceivedTimestamp\n" : "\n")
                        + lines(numbered));
        if (asked) {
            Files.writeString(
                    folder.resolve("cluster.json"),
                    "{\"taken\": \"\", \"channels\": "
                            + evidence.toString().replaceAll("(?<=[{ ])([a-zA-Z]+)=", "\"$1\": ")
                            + "}");
        } else {
            Files.deleteIfExists(folder.resolve("cluster.json"));
        }
        return new RunFiles(folder);
    }

    private static String lines(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
