package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.evidence.ChannelEvidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which hop lost messages of a channel, by what the hops themselves say. A hop is a suspect if it says that it holds or
 * failed messages of this run. Suspects of one fate that can have all of them name it; others bound it. With none, and every
 * hop asked, a filter is to blame if no message of the same content arrived (filters judge content alone).
 *
 * @param fate of the messages
 * @param where the bounds of {@link Fate#BETWEEN}, or what holds them; "" elsewhere
 */
record Suspicion(Fate fate, String where) {

    /** The hops in the order in which a message sees them. */
    private enum Hop {
        SENT,
        ACCEPTED,
        SOURCE,
        BUS,
        SENSOR,
        TRIGGER,
        COMMITTED
    }

    /** Up to {@code most} messages were last seen at {@code from}, or on the way from there to {@code to}. */
    private record Suspect(Suspicion suspicion, long most, Hop from, Hop to) {}

    /**
     * What a channel's counts say, beside the cluster's evidence.
     *
     * @param sent messages that the service has or, of unknown outcome or a missing ledger, may have
     * @param deliveries of all rows
     * @param passed messages that came as far as a trigger: to a row, or to a Job that failed
     * @param missing messages that must have a row, may have been accepted, and are explained by nothing yet
     */
    record Flow(long sent, long deliveries, long passed, long missing) {}

    /**
     * The suspicion on missing messages of one content.
     *
     * @param sure whether the service said that it has them; if not, they may never have come to it
     * @param siblings whether any message of the same content arrived, be it at a Job that failed
     */
    static Suspicion of(ChannelEvidence evidence, Flow flow, boolean sure, boolean siblings) {
        Hop first = sure ? Hop.ACCEPTED : Hop.SENT;
        List<Suspect> suspects = suspects(evidence, flow);
        long most = suspects.stream().mapToLong(Suspect::most).sum();
        if (!suspects.isEmpty() && most >= flow.missing()) {
            long fates = suspects.stream()
                    .map(suspect -> suspect.suspicion().fate())
                    .distinct()
                    .count();
            return fates == 1 && sure
                    ? any(suspects)
                    : between(
                            sure ? suspects.get(0).from() : first,
                            suspects.get(suspects.size() - 1).to());
        }
        if (suspects.isEmpty() && sure && allAsked(evidence)) {
            if (evidence.sourceSent() == 0) {
                return new Suspicion(Fate.DROPPED_BY_SOURCE, "");
            }
            if (!siblings) {
                return new Suspicion(Fate.WRONGLY_DROPPED, "");
            }
            if (evidence.sourceSent() >= flow.sent()) {
                return new Suspicion(Fate.DROPPED_BY_SENSOR, "");
            }
        }
        boolean allAccounted = suspects.isEmpty() && evidence.triggered() != null && unaccounted(evidence, flow) <= 0;
        return between(first, allAccounted ? Hop.TRIGGER : Hop.COMMITTED);
    }

    private static List<Suspect> suspects(ChannelEvidence evidence, Flow flow) {
        List<Suspect> suspects = new ArrayList<>();
        add(suspects, evidence.queued(), Fate.STILL_QUEUED, "queue", Hop.ACCEPTED, Hop.SOURCE);
        add(suspects, evidence.deadLetters(), Fate.STILL_QUEUED, deadLetters(evidence), Hop.ACCEPTED, Hop.SOURCE);
        add(suspects, evidence.sourceFailed(), Fate.DROPPED_BY_SOURCE, "", Hop.SOURCE, Hop.BUS);
        add(suspects, evidence.busPending(), Fate.STILL_QUEUED, "bus", Hop.BUS, Hop.SENSOR);
        add(suspects, evidence.busDropped(), Fate.DROPPED_BY_BUS, "", Hop.BUS, Hop.SENSOR);
        add(suspects, evidence.triggerFailed(), Fate.TRIGGER_FAILED, "", Hop.SENSOR, Hop.TRIGGER);
        add(suspects, nameless(evidence), Fate.JOB_FAILED, "Jobs without an EventId", Hop.TRIGGER, Hop.COMMITTED);
        add(suspects, evidence.jobsActive(), Fate.STILL_QUEUED, "Jobs", Hop.TRIGGER, Hop.COMMITTED);
        if (!held(evidence.jobsActive()) && evidence.triggered() != null) {
            String where = between(Hop.TRIGGER, Hop.COMMITTED).where();
            add(suspects, unaccounted(evidence, flow), Fate.BETWEEN, where, Hop.TRIGGER, Hop.COMMITTED);
        }
        return suspects;
    }

    /** That one of {@code suspects}, which all are of one fate, has the messages. */
    private static Suspicion any(List<Suspect> suspects) {
        String where = suspects.stream()
                .map(suspect -> suspect.suspicion().where())
                .distinct()
                .collect(Collectors.joining(" or "));
        return new Suspicion(suspects.get(0).suspicion().fate(), where);
    }

    private static String deadLetters(ChannelEvidence evidence) {
        String queue = evidence.deadLetterQueue();
        return queue == null ? "dead letters" : "dead letters in " + queue;
    }

    /** Failed Jobs whose event cannot be told. */
    private static long nameless(ChannelEvidence evidence) {
        return evidence.failedJobs().stream()
                .filter(job -> job.eventId() == null)
                .count();
    }

    /** Triggers that ran with success, and neither led to a row nor to a failed Job. */
    private static long unaccounted(ChannelEvidence evidence, Flow flow) {
        return evidence.triggered() - evidence.failedJobs().size() - flow.deliveries();
    }

    private static void add(List<Suspect> suspects, Long most, Fate fate, String where, Hop from, Hop to) {
        if (held(most)) {
            suspects.add(new Suspect(new Suspicion(fate, where), most, from, to));
        }
    }

    private static boolean held(Long count) {
        return count != null && count > 0;
    }

    private static Suspicion between(Hop from, Hop to) {
        return new Suspicion(
                Fate.BETWEEN, "%s and %s".formatted(from.name(), to.name()).toLowerCase(Locale.ROOT));
    }

    private static boolean allAsked(ChannelEvidence evidence) {
        return Stream.of(
                        evidence.queued(),
                        evidence.deadLetters(),
                        evidence.sourceSent(),
                        evidence.sourceFailed(),
                        evidence.busPending(),
                        evidence.triggered(),
                        evidence.triggerFailed())
                .allMatch(Objects::nonNull);
    }
}
