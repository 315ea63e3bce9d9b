package io.github.argometer.send;

import io.github.argometer.Times;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Payload;
import io.github.argometer.plan.PlannedMessage;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.plan.Share;
import io.github.argometer.send.aws.Attempt;
import io.github.argometer.send.aws.Outcome;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;

/**
 * The sender's side of the truth: two lines in {@code sent.csv} for each attempt, one handed to the operating system before
 * the request, one once it has ended, and running counts. Whenever the process is killed, every attempt that can have reached the
 * network has its first line. Safe for use by many threads. Once a line cannot be written the ledger is broken and every
 * later call throws, so that nothing more goes out unrecorded.
 */
public final class SendLedger implements Closeable {

    private static final String HEADER =
            "EventId,Channel,Number,PayloadId,Author,Expected,Intended,Sent,Finished,Attempt,Outcome,Detail\n";

    private static final String STARTED = "started";

    private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\u2028\u2029]+");

    /** Length of most lines, in characters. */
    private static final int LINE = 256;

    /**
     * How an attempt ended.
     *
     * @param last whether no other attempt follows for the same message
     */
    record Ended(Attempt attempt, Instant finished, Outcome outcome, String detail, boolean last) {}

    /** Counts of one channel; {@code kinds} are, by payload, the fields of a line that all its messages share. */
    private record Counts(
            List<String> kinds, Map<Outcome, LongAdder> ended, LongAdder rows, LongAdder retried, LongAdder inFlight) {

        private static Counts of(SendPlan plan, Channel channel) {
            List<String> kinds = new ArrayList<>();
            for (Payload kind : plan.payloads()) {
                kinds.add(kind.id() + "," + csv(kind.name()) + "," + kind.isExpected(channel) + ",");
            }
            Map<Outcome, LongAdder> ended = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                ended.put(outcome, new LongAdder());
            }
            return new Counts(kinds, ended, new LongAdder(), new LongAdder(), new LongAdder());
        }
    }

    private final SendPlan plan;
    private final Share share;
    private final OutputStream lines;
    private final Map<Channel, Counts> counts = new HashMap<>();
    /** Messages of one of whose attempts nobody can tell what became, and that are tried again. */
    private final Set<String> uncertain = ConcurrentHashMap.newKeySet();

    private volatile IOException broken;

    /**
     * Opens a new ledger of {@code share} in {@code folder}.
     *
     * @throws IOException also where one is there already
     */
    public SendLedger(SendPlan plan, Share share, Path folder) throws IOException {
        this.plan = plan;
        this.share = share;
        plan.channels().forEach(channel -> counts.put(channel, Counts.of(plan, channel)));
        Path file = folder.resolve(share.ledger());
        if (!file.toFile().createNewFile()) {
            throw new FileAlreadyExistsException(file.toString());
        }
        // Not a FileChannel: that would close for all when one of its threads is interrupted.
        this.lines = new FileOutputStream(file.toFile(), true);
        lines.write(HEADER.getBytes(StandardCharsets.UTF_8));
    }

    /** The first attempt to send {@code message} to {@code channel}, not sent yet. */
    Attempt first(Channel channel, PlannedMessage message, Instant intended) {
        String eventId = plan.eventId(channel, message.number());
        String kind = counts.get(channel).kinds.get(message.payload().place());
        String entry =
                eventId + "," + channel.label() + "," + message.number() + "," + kind + Times.text(intended) + ",";
        return new Attempt(channel, message, eventId, entry, 1, intended, Instant.EPOCH);
    }

    /** Records attempts whose request goes out, after {@code now}, once this has returned, and, before them, ended ones. */
    void started(List<Attempt> attempts, Instant now, List<Ended> before) {
        StringBuilder text = new StringBuilder(LINE * (attempts.size() + before.size()));
        before.forEach(end -> line(text, end));
        attempts.forEach(attempt -> line(text, attempt, now, "", STARTED, ""));
        write(text);
        counts.get(attempts.get(0).channel()).inFlight.add(attempts.size());
        before.forEach(this::count);
    }

    /** Records how attempts ended. */
    void ended(List<Ended> attempts) {
        if (!attempts.isEmpty()) {
            StringBuilder text = new StringBuilder(LINE * attempts.size());
            attempts.forEach(end -> line(text, end));
            write(text);
            attempts.forEach(this::count);
        }
    }

    /** Messages that this process has for {@code channel}. */
    public long planned(Channel channel) {
        return share.of(plan.messages());
    }

    /** Messages of {@code channel} that the service said it has. */
    public long accepted(Channel channel) {
        return count(channel, Outcome.ACCEPTED);
    }

    /** Messages that the service of a channel said it has, of the channel with the most. */
    public long accepted() {
        return plan.channels().stream().mapToLong(this::accepted).max().orElse(0);
    }

    /** Rows that the messages of {@code channel} must end as that the service said it has. */
    public long rows(Channel channel) {
        return counts.get(channel).rows.sum();
    }

    /** Messages of {@code channel} whose every attempt failed. */
    public long failed(Channel channel) {
        return count(channel, Outcome.FAILED);
    }

    /** Messages of {@code channel} that were not accepted, and of one of whose attempts nobody can tell what became. */
    public long unknown(Channel channel) {
        return count(channel, Outcome.UNKNOWN);
    }

    /** Attempts on {@code channel} that were followed by another. */
    public long retried(Channel channel) {
        return counts.get(channel).retried.sum();
    }

    /** Attempts on {@code channel} that have started and not yet ended. */
    public long inFlight(Channel channel) {
        return counts.get(channel).inFlight.sum();
    }

    /** Whether every planned message of every channel has come to an end. */
    public boolean finished() {
        return plan.channels().stream()
                .allMatch(channel -> accepted(channel) + failed(channel) + unknown(channel) == planned(channel));
    }

    /** Whether a line could not be written. */
    boolean isBroken() {
        return broken != null;
    }

    /**
     * Throws once the ledger is broken.
     *
     * @throws UncheckedIOException with the reason
     */
    public void check() {
        if (broken != null) {
            throw new UncheckedIOException("the send ledger cannot be written: " + broken.getMessage(), broken);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private long count(Channel channel, Outcome outcome) {
        return counts.get(channel).ended.get(outcome).sum();
    }

    private void count(Ended end) {
        Counts of = counts.get(end.attempt.channel());
        of.inFlight.decrement();
        if (!end.last) {
            of.retried.increment();
            if (end.outcome == Outcome.UNKNOWN) {
                uncertain.add(end.attempt.eventId());
            }
            return;
        }
        boolean wasUncertain = end.attempt.number() > 1 && uncertain.remove(end.attempt.eventId());
        of.ended
                .get(wasUncertain && end.outcome == Outcome.FAILED ? Outcome.UNKNOWN : end.outcome)
                .increment();
        if (end.outcome == Outcome.ACCEPTED) {
            of.rows.add(end.attempt.message().payload().rows(end.attempt.channel()));
        }
    }

    /**
     * One field, without the line breaks that an error's text may have: a record is a line, so that one cut short can be told.
     * The library makes a printer for each text, which few need.
     */
    private static String csv(String text) {
        return text != null && isPlain(text)
                ? text
                : CSVFormat.RFC4180.format(BREAKS.matcher(String.valueOf(text)).replaceAll(" "));
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '-' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static void line(StringBuilder text, Ended end) {
        line(text, end.attempt, end.attempt.sent(), Times.text(end.finished), end.outcome.label(), csv(end.detail));
    }

    private static void line(
            StringBuilder text, Attempt attempt, Instant sent, String finished, String outcome, String detail) {
        text.append(attempt.entry()).append(Times.text(sent)).append(',');
        text.append(finished).append(',').append(attempt.number()).append(',');
        text.append(outcome).append(',').append(detail).append('\n');
    }

    /** By no lock of ours: the system appends what one call writes as a whole, and is quicker about it. */
    private void write(StringBuilder text) {
        check();
        try {
            lines.write(text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            broken = e;
            check();
        }
    }
}
