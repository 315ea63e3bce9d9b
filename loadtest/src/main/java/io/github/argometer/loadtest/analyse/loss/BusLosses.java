package io.github.argometer.loadtest.analyse.loss;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import io.github.argometer.loadtest.analyse.loss.Suspicion.Tally;
import io.github.argometer.loadtest.evidence.Evidence.ChannelEvidence;
import io.github.argometer.loadtest.evidence.Evidence.Verdict;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Where messages were lost, by what the bus had of each one. What the bus tells, and what the filters say to the message's content, is
 * known of each; counters of queue, source, bus and trigger are only asked about those of one stretch of the way that are left then,
 * and name a fate where they account for all of them.
 */
final class BusLosses {

    private static final String LEDGER = "ledger.sql";

    /** How far a message came for sure; ledger.sql tells. */
    private enum Stretch {
        /** It was accepted, and never came to the bus. */
        OFF_BUS,
        /** It never came to the bus, and its sending was not answered: perhaps nobody has had it. */
        UNANSWERED,
        /** The bus had it, and more is not known. */
        ON_BUS,
        /** The bus has it, and no Sensor has acknowledged it. */
        PENDING,
        /** The bus had it, and no Sensor took it. */
        NOT_TAKEN,
        /** A Sensor took it. */
        TAKEN
    }

    private record Group(String stretch, long count) {}

    private record OffBus(long missing, long others, long stopped, long unknown) {}

    private final Duckdb duckdb;

    BusLosses(Duckdb duckdb) {
        this.duckdb = duckdb;
    }

    /** Gives each missing message of {@code channel} its fate, by what is {@code known} of it and its {@code tally}. */
    void explain(String channel, ChannelEvidence known, Tally tally) {
        boolean pending = known.busPending() == null || known.busPending() > 0;
        duckdb.set("acknowledged", pending ? known.busAcknowledged() : null);
        duckdb.set("bus_first", known.busFirst() == null ? 0 : known.busFirst());
        Map<Stretch, Long> groups = groups(channel);
        lost(channel, Stretch.PENDING, new Suspicion(Fate.STILL_QUEUED, "bus"));
        lost(channel, Stretch.NOT_TAKEN, notTaken(known, groups.get(Stretch.NOT_TAKEN)));
        if (isDropped(known, groups.get(Stretch.ON_BUS))) {
            lost(channel, Stretch.ON_BUS, new Suspicion(Fate.DROPPED_BY_BUS, ""));
        }
        for (Verdict verdict : known.verdicts()) {
            duckdb.run(
                    LEDGER,
                    "verdict",
                    channel,
                    verdict.payloadId(),
                    verdict.author(),
                    verdict.source(),
                    verdict.sensor());
        }
        duckdb.run(LEDGER, "stopped", channel);
        groups = groups(channel);
        lost(channel, Stretch.OFF_BUS, offBus(channel, known));
        lost(channel, Stretch.UNANSWERED, new Suspicion(Fate.NEVER_ON_BUS, "sending not answered"));
        Suspicion behind = behind(known, tally, groups.get(Stretch.ON_BUS) + groups.get(Stretch.TAKEN));
        lost(channel, Stretch.TAKEN, behind);
        boolean mayBeDropped = behind.fate() == Fate.LOST_BEHIND_SENSOR && known.busDropped() == null;
        lost(channel, Stretch.ON_BUS, mayBeDropped ? new Suspicion(Fate.BETWEEN, "bus and committed") : behind);
    }

    /** What no Sensor took is not on the bus either, unless the bus did not tell what it has. */
    private static Suspicion notTaken(ChannelEvidence known, long count) {
        if (known.busPending() == null) {
            return new Suspicion(Fate.BETWEEN, "bus and sensor");
        }
        if (known.busPending() > 0 && known.busAcknowledged() == null) {
            return known.busPending() >= count
                    ? new Suspicion(Fate.STILL_QUEUED, "bus")
                    : new Suspicion(Fate.BETWEEN, "bus and sensor");
        }
        return new Suspicion(Fate.DROPPED_BY_BUS, "");
    }

    private static boolean isDropped(ChannelEvidence known, long count) {
        boolean recreated = Boolean.TRUE.equals(known.busAnew()) && Objects.equals(known.triggerFailed(), 0L);
        return accounts(known.busDropped(), count) || recreated;
    }

    /** What has, or says that it dropped, all that never came to the bus and as many as the filter leaves of the others. */
    private Suspicion offBus(String channel, ChannelEvidence known) {
        OffBus off = duckdb.row("FROM off_bus(%s)".formatted(Duckdb.quote(channel)), OffBus.class);
        boolean judged = judged(known, Verdict::source);
        long least = off.missing + (judged ? off.others : 0);
        long most = off.missing + off.others + off.unknown;
        if (isWithin(known.queued(), least, most + off.stopped)) {
            return new Suspicion(Fate.STILL_QUEUED, "queue");
        }
        if (isWithin(known.deadLetters(), least, most + off.stopped)) {
            return new Suspicion(Fate.STILL_QUEUED, Suspicion.deadLetters(known));
        }
        if (isWithin(known.sourceFailed(), least, most)) {
            return new Suspicion(Fate.DROPPED_BY_SOURCE, "");
        }
        boolean notReceived = judged
                && known.sourceReceived() != null
                && known.sourceReceived()
                        <= duckdb.row("SELECT handled(%s)".formatted(Duckdb.quote(channel)), Long.class);
        return new Suspicion(Fate.NEVER_ON_BUS, notReceived ? "not received by the source" : "");
    }

    private static Suspicion behind(ChannelEvidence known, Tally tally, long count) {
        Long failed = known.triggerFailed();
        Long ran = known.triggered() == null ? null : known.triggered() - tally.failedJobs() - tally.deliveries();
        if (accounts(failed, count) && (ran == null ? failed == count : ran <= 0)) {
            return new Suspicion(Fate.TRIGGER_FAILED, "");
        }
        // What Argo Events has kept of a dependency since before the run, one event, may have come together with one of
        // the run.
        boolean joined = Boolean.TRUE.equals(known.joins()) && Objects.equals(failed, 0L);
        if (joined && ran != null && ran <= 1 && ran < count) {
            return new Suspicion(Fate.OVERTAKEN, "by a later event of its dependency, before all were there");
        }
        boolean allRan = accounts(ran, count);
        if (allRan && accounts(known.jobsActive(), count)) {
            return new Suspicion(Fate.STILL_QUEUED, "Jobs");
        }
        if (allRan) {
            return new Suspicion(Fate.LOST_BEHIND_SENSOR, "the trigger ran");
        }
        if (Objects.equals(failed, 0L) && ran != null && ran <= 0) {
            String unjudged = judged(known, Verdict::sensor) ? "" : ": perhaps dropped by a filter that is not judged";
            return new Suspicion(Fate.LOST_BEHIND_SENSOR, "the trigger did not run" + unjudged);
        }
        return new Suspicion(
                Fate.LOST_BEHIND_SENSOR,
                failed != null && failed > 0 ? "the trigger failed for %,d of %,d".formatted(failed, count) : "");
    }

    /** Whether it is known of each content what {@code filter} says to it. */
    private static boolean judged(ChannelEvidence known, Function<Verdict, String> filter) {
        return !known.verdicts().isEmpty()
                && known.verdicts().stream().map(filter).allMatch(Objects::nonNull);
    }

    private static boolean isWithin(Long counter, long least, long most) {
        return counter != null && counter > 0 && least <= counter && counter <= most;
    }

    /** Whether a counter has as many as are missing. */
    private static boolean accounts(Long counter, long count) {
        return counter != null && count > 0 && counter >= count;
    }

    /** Missing messages of each stretch, without a fate yet. */
    private Map<Stretch, Long> groups(String channel) {
        Map<Stretch, Long> groups = new EnumMap<>(Stretch.class);
        Arrays.stream(Stretch.values()).forEach(stretch -> groups.put(stretch, 0L));
        duckdb.rows("FROM stretches(%s)".formatted(Duckdb.quote(channel)), Group.class)
                .forEach(group -> groups.put(Stretch.valueOf(group.stretch), group.count));
        return groups;
    }

    private void lost(String channel, Stretch stretch, Suspicion suspicion) {
        duckdb.run(LEDGER, "lost", suspicion.fate().name(), suspicion.where(), channel, stretch.name());
    }
}
