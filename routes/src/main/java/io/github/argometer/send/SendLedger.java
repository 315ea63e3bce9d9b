package io.github.argometer.send;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The sender's side of the truth: a line in {@code sent.csv} for each attempt, handed to the operating system as it ends,
 * and running counts. Safe for use by many threads. Once a line cannot be written the ledger is broken and every later
 * call throws, so that nothing more goes out unrecorded.
 */
public final class SendLedger implements Closeable {

    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setRecordSeparator('\n')
            .setHeader(
                    "EventId",
                    "Channel",
                    "Number",
                    "PayloadId",
                    "Author",
                    "Expected",
                    "Intended",
                    "Sent",
                    "Finished",
                    "Attempt",
                    "Outcome",
                    "Detail")
            .get();

    private record Count(Channel channel, Outcome outcome) {}

    private final SendPlan plan;
    private final CSVPrinter lines;
    private final Map<Count, LongAdder> ended = new ConcurrentHashMap<>();
    private final Map<Channel, LongAdder> retried = new ConcurrentHashMap<>();
    private IOException broken;

    /**
     * Opens a new {@code sent.csv} in {@code folder}.
     *
     * @throws IOException also where one is there already
     */
    public SendLedger(SendPlan plan, Path folder) throws IOException {
        this.plan = plan;
        this.lines = new CSVPrinter(
                Files.newBufferedWriter(folder.resolve("sent.csv"), StandardOpenOption.CREATE_NEW), FORMAT);
        lines.flush();
    }

    /** Records an attempt after which no other follows for the same message. */
    void ended(Attempt attempt, Instant finished, Outcome outcome, String detail) {
        write(attempt, finished, outcome, detail);
        ended.computeIfAbsent(new Count(attempt.channel(), outcome), key -> new LongAdder())
                .increment();
    }

    /** Records an attempt that is about to be repeated. */
    void retried(Attempt attempt, Instant finished, Outcome outcome, String detail) {
        write(attempt, finished, outcome, detail);
        retried.computeIfAbsent(attempt.channel(), key -> new LongAdder()).increment();
    }

    /** Messages that the plan has for {@code channel}. */
    public long planned(Channel channel) {
        return plan.messages();
    }

    /** Messages of {@code channel} that the service said it has. */
    public long accepted(Channel channel) {
        return count(channel, Outcome.ACCEPTED);
    }

    /** Messages of {@code channel} whose last attempt failed. */
    public long failed(Channel channel) {
        return count(channel, Outcome.FAILED);
    }

    /** Messages of {@code channel} whose last attempt got no answer. */
    public long unknown(Channel channel) {
        return count(channel, Outcome.UNKNOWN);
    }

    /** Attempts on {@code channel} that were followed by another. */
    public long retried(Channel channel) {
        LongAdder count = retried.get(channel);
        return count == null ? 0 : count.sum();
    }

    /** Whether every planned message of every channel has come to an end. */
    public boolean finished() {
        for (Channel channel : Channel.values()) {
            if (accepted(channel) + failed(channel) + unknown(channel) < planned(channel)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Throws once the ledger is broken.
     *
     * @throws UncheckedIOException with the reason
     */
    public synchronized void check() {
        if (broken != null) {
            throw new UncheckedIOException("the send ledger cannot be written: " + broken.getMessage(), broken);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        lines.close(true);
    }

    private long count(Channel channel, Outcome outcome) {
        LongAdder count = ended.get(new Count(channel, outcome));
        return count == null ? 0 : count.sum();
    }

    private synchronized void write(Attempt attempt, Instant finished, Outcome outcome, String detail) {
        check();
        PlannedMessage message = attempt.message();
        try {
            lines.printRecord(
                    plan.eventId(attempt.channel(), message.number()),
                    attempt.channel().label(),
                    message.number(),
                    message.payload().id(),
                    message.payload().author(),
                    plan.expects(attempt.channel(), message.payload()),
                    Times.text(attempt.intended()),
                    Times.text(attempt.sent()),
                    Times.text(finished),
                    attempt.number(),
                    outcome.label(),
                    detail);
            lines.flush();
        } catch (IOException e) {
            broken = e;
            check();
        }
    }
}
