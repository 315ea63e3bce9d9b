package io.github.argometer.loadtest.analyse;

import io.github.argometer.Times;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes the files of a small run by hand. Times are microseconds after a fixed start. */
public final class RunFixture {

    public static final String RUN = "20261123T010203Z-1a2b3c";
    private static final Instant START = Instant.parse("2026-11-23T01:02:03Z");

    private final long messages;
    private final long expectedSqs;
    private final long expectedSns;
    private final List<String> sent = new ArrayList<>();
    private final List<String> records = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final List<String> acknowledgements = new ArrayList<>();

    /** A run whose plan has these counts. */
    public RunFixture(long messages, long expectedSqs, long expectedSns) {
        this.messages = messages;
        this.expectedSqs = expectedSqs;
        this.expectedSns = expectedSns;
        sent.add("EventId,Channel,Number,PayloadId,Author,Expected,Intended,Sent,Finished,Attempt,Outcome,Detail");
        records.add("Id,EventId,RunId,PayloadId,EventType,CustomMessage,Author,EventTimestamp,CreatedAtTimestamp,"
                + "Deliveries,SourceTimestamp,SnsTimestamp,ProcessTimestamp,ReceivedTimestamp");
    }

    public static String id(String channel, int number) {
        return String.format(Locale.ROOT, "%s-%s-%06d", RUN, channel, number);
    }

    /** An attempt that was meant for {@code intended} and made at {@code at}. */
    public RunFixture attempt(
            String channel, int number, boolean expected, long intended, long at, int attempt, String outcome) {
        sent.add(String.join(
                ",",
                id(channel, number),
                channel,
                String.valueOf(number),
                "4",
                "Ankur",
                String.valueOf(expected),
                time(intended),
                time(at),
                time(at + 1_000),
                String.valueOf(attempt),
                outcome,
                "\"a detail, with \"\"quotes\"\"\""));
        return this;
    }

    /** An attempt that was begun at {@code at}, and of whose end nothing is known. */
    public RunFixture started(String channel, int number, boolean expected, long at, int attempt) {
        sent.add(String.join(
                ",",
                id(channel, number),
                channel,
                String.valueOf(number),
                "4",
                "Ankur",
                String.valueOf(expected),
                time(at),
                time(at),
                "",
                String.valueOf(attempt),
                "started",
                ""));
        return this;
    }

    /** A message sent on time and accepted. */
    public RunFixture accepted(String channel, int number, boolean expected, long at) {
        return attempt(channel, number, expected, at, at, 1, "accepted");
    }

    /** A row for the message sent at {@code sentAt}. */
    public RunFixture row(String channel, int number, long sentAt, long createdAt, int deliveries) {
        return row(id(channel, number), channel, sentAt, createdAt, deliveries);
    }

    /** A row whose source, process and recorder say when they had it. */
    public RunFixture row(
            String channel,
            int number,
            long sentAt,
            long createdAt,
            int deliveries,
            long source,
            long process,
            long received) {
        row(channel, number, sentAt, createdAt, deliveries);
        int last = records.size() - 1;
        records.set(
                last,
                records.get(last).replaceAll(",,,,$", "")
                        + ",%s,,%s,%s".formatted(time(source), time(process), time(received)));
        return this;
    }

    public RunFixture row(String eventId, String type, long sentAt, long createdAt, int deliveries) {
        records.add(String.join(
                ",",
                String.valueOf(records.size()),
                eventId,
                RUN,
                "4",
                type,
                "hello world",
                "Ankur",
                time(sentAt),
                time(createdAt),
                String.valueOf(deliveries),
                "",
                "",
                "",
                ""));
        return this;
    }

    /** An event on the bus, which the source made at {@code source} and the bus stored at {@code stored}. */
    public RunFixture event(String channel, int number, long source, long stored) {
        events.add("%d,%s,aws,%s,ce-%1$d,%s,%s"
                .formatted(events.size() + 1, id(channel, number), channel, nanos(source), nanos(stored)));
        return this;
    }

    /** The Sensor took the last event at {@code taken}, and acknowledged it at {@code done}. */
    public RunFixture acknowledged(String channel, long taken, long done) {
        acknowledgements.add(
                "%d,aws,%s,sensor,trigger,%s,%s,1".formatted(events.size(), channel, nanos(taken), nanos(done)));
        return this;
    }

    /** The Sensor took the last event some time, and acknowledged it at {@code done}, which was its second delivery. */
    public RunFixture acknowledgedTwice(String channel, long done) {
        acknowledgements.add("%d,aws,%s,sensor,trigger,,%s,2".formatted(events.size(), channel, nanos(done)));
        return this;
    }

    /** Writes the files into {@code folder}. */
    public RunFiles in(Path folder) throws IOException {
        Files.writeString(folder.resolve("plan.json"), """
                {"runId": "%s", "seed": 42, "messages": %d, "minDelayMs": 0, "maxDelayMs": 200,
                 "created": "2026-11-23T01:02:03.000000Z", "expected": {"sns": %d, "sqs": %d}}
                """.formatted(RUN, messages, expectedSns, expectedSqs));
        Files.writeString(folder.resolve("sent.csv"), String.join("\n", sent) + "\n");
        Files.writeString(folder.resolve("records.csv"), String.join("\n", records) + "\n");
        if (!events.isEmpty()) {
            Files.writeString(
                    folder.resolve("bus.csv"),
                    "Sequence,EventId,EventSource,Event,CloudEventId,SourceTime,StreamTime\n"
                            + String.join("\n", events) + "\n");
            Files.writeString(
                    folder.resolve("acks.csv"),
                    "Sequence,EventSource,Event,Sensor,Trigger,TakenTime,DoneTime,Deliveries\n"
                            + acknowledgements.stream().map(line -> line + "\n").collect(Collectors.joining()));
        }
        return new RunFiles(folder);
    }

    /** Nanoseconds of which none is of a whole microsecond, and that are cut. */
    private static String nanos(long microseconds) {
        return time(microseconds).replace("Z", "789Z");
    }

    private static String time(long microseconds) {
        return Times.text(START.plus(microseconds, ChronoUnit.MICROS));
    }

    /** What the analysis of {@code files} says of the queue. */
    public static ChannelResult sqs(RunFiles files) {
        return Analysis.of(files).channels().get(0);
    }

    /** What the analysis of {@code files} says of the topic. */
    public static ChannelResult sns(RunFiles files) {
        return Analysis.of(files).channels().get(1);
    }
}
