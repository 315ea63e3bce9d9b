package io.github.argometer.loadtest.analyse.loss;

import io.github.argometer.loadtest.evidence.Evidence.ChannelEvidence;
import io.github.argometer.loadtest.evidence.Evidence.FailedJob;
import io.github.argometer.plan.Channel;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the missing messages of a flow were lost, by what the hops themselves say. A fate is named only where it is proven
 * for each of them, one fault being at work: one hop admits to at least as many as are missing and to no more than it can
 * have of this run, and no count contradicts. Else the counts bound the loss, since what comes to a hop and does not leave it is
 * lost there: {@link Fate#BETWEEN}.
 *
 * @param fate of the messages
 * @param where the bounds of {@link Fate#BETWEEN}, or what holds them; "" elsewhere
 */
record Suspicion(Fate fate, String where) {

    /** The stages in the order in which a message passes them. */
    private enum Stage {
        SENT,
        ACCEPTED,
        SOURCE,
        BUS,
        SENSOR,
        TRIGGER,
        COMMITTED
    }

    /** A hop that admits to {@code count} messages; of this run it can have from {@code least} to {@code most}. */
    private record Suspect(Long count, long least, long most, Fate fate, String where, Stage to) {

        private boolean admits() {
            return count != null && count > 0;
        }
    }

    /**
     * What a flow's ledger counts, beside the cluster's evidence.
     *
     * @param accepted messages that the service said it has
     * @param copies attempts by which it has or may have messages
     * @param deliveries of all rows, those that nobody sent included
     * @param passed messages that came as far as a trigger, to a row or to a Job that failed, and rows that nobody sent
     * @param others those among {@code passed} that are not among {@code accepted}
     * @param failedJobs Jobs that failed, whose messages are known and have no row
     * @param sure missing messages that were accepted, and are explained by nothing yet
     * @param all missing messages that were or may have been accepted, and are explained by nothing yet
     * @param filtered messages that had to be filtered out and did not arrive: they may be anywhere
     * @param unknown messages of unknown outcome that did not arrive
     */
    record Tally(
            long accepted,
            long copies,
            long deliveries,
            long passed,
            long others,
            long failedJobs,
            long sure,
            long all,
            long filtered,
            long unknown) {}

    /**
     * Messages of one content, which is all that filters judge.
     *
     * @param missing those among {@link Tally#sure}
     * @param arrived those that came as far as a trigger
     */
    record Content(int payloadId, String author, long missing, long arrived) {}

    /** Nothing is a filter's doing that has a greater chance than this to be a loss that hits all contents alike. */
    private static final double CHANCE = 1e-6;

    /** What became of those of the missing messages of {@code channel} that the service said it has, or else may have. */
    static Suspicion of(Channel channel, ChannelEvidence evidence, Tally tally, boolean sure) {
        Suspicion named = named(channel, evidence, tally);
        if (named != null && sure) {
            return named;
        }
        Stage to = to(channel, evidence, tally);
        if (named != null) {
            Stage last = suspects(channel, evidence, tally)
                    .filter(Suspect::admits)
                    .map(Suspect::to)
                    .reduce(Stage.SENT, (one, other) -> one.compareTo(other) > 0 ? one : other);
            to = last.compareTo(to) < 0 ? last : to;
        }
        Stage from = sure ? from(channel, evidence, tally) : Stage.SENT;
        return from.compareTo(to) < 0
                ? between(from, to)
                : between(sure ? Stage.ACCEPTED : Stage.SENT, Stage.COMMITTED);
    }

    private static Stream<Suspect> suspects(Channel channel, ChannelEvidence evidence, Tally tally) {
        boolean sns = channel.equals(Channel.SNS);
        long least = tally.all();
        long most = tally.all() + tally.filtered();
        long lacking = Math.max(least, shortage(evidence, tally));
        // fate, place and last stage of each; a source of SNS, which has no filter, failed as many as are short on the
        // bus
        return Stream.of(
                new Suspect(evidence.queued(), least, most, Fate.STILL_QUEUED, "queue", Stage.SOURCE),
                new Suspect(
                        evidence.deadLetters(), least, most, Fate.STILL_QUEUED, deadLetters(evidence), Stage.SOURCE),
                new Suspect(
                        evidence.sourceFailed(),
                        sns ? lacking : least,
                        sns ? lacking + tally.unknown() : most,
                        Fate.DROPPED_BY_SOURCE,
                        "",
                        Stage.BUS),
                new Suspect(evidence.busPending(), least, most, Fate.STILL_QUEUED, "bus", Stage.SENSOR),
                new Suspect(evidence.busDropped(), least, most, Fate.DROPPED_BY_BUS, "", Stage.SENSOR),
                new Suspect(evidence.triggerFailed(), least, least, Fate.TRIGGER_FAILED, "", Stage.TRIGGER),
                new Suspect(evidence.jobsActive(), least, most, Fate.STILL_QUEUED, "Jobs", Stage.COMMITTED));
    }

    /** The one fate that suspects admit to, if they can have all that are missing and no count contradicts; null else. */
    private static Suspicion named(Channel channel, ChannelEvidence evidence, Tally tally) {
        List<Suspect> suspects =
                suspects(channel, evidence, tally).filter(Suspect::admits).toList();
        if (suspects.stream().map(Suspect::fate).distinct().count() != 1) {
            return null;
        }
        Suspect first = suspects.get(0);
        Stage last = suspects.get(suspects.size() - 1).to();
        long count = suspects.stream().mapToLong(Suspect::count).sum();
        boolean can = first.least() <= count && count <= first.most();
        boolean triggered = from(channel, evidence, tally) == Stage.TRIGGER;
        boolean ranOut = evidence.triggered() != null && unaccounted(evidence, tally) > 0;
        boolean consistent = last == Stage.COMMITTED ? triggered && suspects.size() == 1 : !ranOut;
        if (last.compareTo(Stage.BUS) > 0) {
            boolean onBus = evidence.sourceSent() == null || evidence.sourceSent() >= tally.passed() + tally.sure();
            consistent &= onBus && (!channel.equals(Channel.SNS) || shortage(evidence, tally) <= 0);
        } else if (last == Stage.BUS) {
            consistent &= evidence.sourceSent() != null
                    && (!channel.equals(Channel.SNS) || to(channel, evidence, tally) == Stage.BUS);
        }
        return can && consistent
                ? new Suspicion(
                        first.fate(),
                        suspects.stream().map(Suspect::where).distinct().collect(Collectors.joining(" or ")))
                : null;
    }

    /** How far all missing messages have come for sure, that were accepted. */
    private static Stage from(Channel channel, ChannelEvidence evidence, Tally tally) {
        if (evidence.triggered() != null
                && tally.sure() <= unaccounted(evidence, tally)
                && unaccounted(evidence, tally) <= tally.all()) {
            return Stage.TRIGGER;
        }
        boolean allOnBus = channel.equals(Channel.SNS)
                && evidence.sourceSent() != null
                && evidence.sourceSent() == tally.copies()
                && tally.deliveries() + tally.failedJobs() == tally.passed();
        return allOnBus ? Stage.BUS : Stage.ACCEPTED;
    }

    /** Where none of the missing messages has come for sure. */
    private static Stage to(Channel channel, ChannelEvidence evidence, Tally tally) {
        boolean shortOnBus = channel.equals(Channel.SNS) && shortage(evidence, tally) >= Math.max(1, tally.sure());
        if (shortOnBus || evidence.sourceSent() != null && evidence.sourceSent() <= tally.passed()) {
            return Stage.BUS;
        }
        return evidence.triggered() != null && evidence.triggered() <= tally.passed() ? Stage.TRIGGER : Stage.COMMITTED;
    }

    /** How many accepted messages at least never came to the bus, where the source has no filter; 0 where it was not asked. */
    private static long shortage(ChannelEvidence evidence, Tally tally) {
        return evidence.sourceSent() == null ? 0 : tally.accepted() - (evidence.sourceSent() - tally.others());
    }

    /** Triggers at least that ran with success, and led to neither a row nor a Job known to have failed. */
    private static long unaccounted(ChannelEvidence evidence, Tally tally) {
        return evidence.triggered() - tally.failedJobs() - tally.deliveries();
    }

    /**
     * The contents that a filter stopped: every hop was asked and admits to nothing, others arrived in full, and so many are
     * missing that chance cannot have chosen them all: it would have to draw them, and none that arrived, without regard to
     * content (Fisher's exact test, one-sided, times the number of contents after Bonferroni).
     */
    static List<Content> filtered(Channel channel, ChannelEvidence evidence, Tally tally, List<Content> contents) {
        boolean asked = Stream.of(evidence.sourceSent(), evidence.triggered()).allMatch(Objects::nonNull)
                && suspects(channel, evidence, tally)
                        .filter(suspect -> suspect.to() != Stage.COMMITTED)
                        .allMatch(suspect -> suspect.count() != null);
        boolean admits = suspects(channel, evidence, tally).anyMatch(Suspect::admits)
                || evidence.failedJobs().stream().map(FailedJob::eventId).anyMatch(Objects::isNull);
        boolean inPart = contents.stream().anyMatch(content -> content.missing() > 0 && content.arrived() > 0);
        if (!asked || admits || inPart) {
            return List.of();
        }
        // Fewer may have been lost on the way to the bus or behind the trigger than there are of the content.
        long elsewhere = Math.max(
                evidence.triggered() - tally.passed(),
                channel.equals(Channel.SNS)
                        ? tally.copies()
                                - evidence.sourceSent()
                                + tally.deliveries()
                                + tally.failedJobs()
                                - tally.passed()
                        : 0);
        long arrived = contents.stream().mapToLong(Content::arrived).sum();
        return contents.stream()
                .filter(content -> content.missing() > elsewhere)
                .filter(content -> chance(content.missing(), arrived) * contents.size() < CHANCE)
                .toList();
    }

    /** That of {@code missing} and {@code arrived} messages together the very missing ones are drawn (hypergeometric). */
    private static double chance(long missing, long arrived) {
        double chance = 1;
        for (long i = 0; i < missing && chance > Double.MIN_NORMAL; i++) {
            chance *= (double) (missing - i) / (missing + arrived - i);
        }
        return chance;
    }

    static String deadLetters(ChannelEvidence evidence) {
        String queue = evidence.deadLetterQueue();
        return queue == null ? "dead letters" : "dead letters in " + queue;
    }

    private static Suspicion between(Stage from, Stage to) {
        return new Suspicion(
                Fate.BETWEEN, "%s and %s".formatted(from.name(), to.name()).toLowerCase(Locale.ROOT));
    }
}
