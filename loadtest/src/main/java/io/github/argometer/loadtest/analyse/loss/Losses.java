package io.github.argometer.loadtest.analyse.loss;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import io.github.argometer.loadtest.analyse.loss.Suspicion.Content;
import io.github.argometer.loadtest.analyse.loss.Suspicion.Tally;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.loadtest.evidence.Evidence.ChannelEvidence;
import io.github.argometer.loadtest.evidence.Evidence.FailedJob;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Flow;
import io.github.argometer.record.RecordFailure;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says where the missing messages of a ledger were lost: message by message where the bus was read, else by what the cluster counts; and
 * by its failed Jobs and dead letters in any case.
 */
public final class Losses {

    private static final String LEDGER = "ledger.sql";

    private static final Set<Integer> FAILED_INSERTS =
            Set.of(RecordFailure.DATABASE_UNAVAILABLE.exitCode(), RecordFailure.INSERT_REFUSED.exitCode());

    private final Duckdb duckdb;
    private final RunPlan plan;
    private final Evidence evidence;
    private final boolean busRead;
    private final Set<String> notes = new TreeSet<>();

    /**
     * The losses of {@code plan}, in {@code duckdb}, which has its table {@code ledger}.
     *
     * @param busRead whether the tables of the bus have all events of the run
     */
    public Losses(Duckdb duckdb, RunPlan plan, Evidence evidence, boolean busRead) {
        this.duckdb = duckdb;
        this.plan = plan;
        this.evidence = evidence;
        this.busRead = busRead;
    }

    /** Says of each missing message as much as the evidence gives. */
    public void explain() {
        failedJobs();
        if (duckdb.row("SELECT EXISTS (FROM dead_letters)", Boolean.class)) {
            duckdb.run(LEDGER, "dead letters");
        }
        if (busRead) {
            duckdb.run(LEDGER, "on the bus");
            BusLosses losses = new BusLosses(duckdb);
            for (String channel : plan.channels()) {
                Tally tally = tally(channel);
                losses.explain(channel, known(channel, tally), tally);
            }
        } else {
            plan.channels().forEach(this::suspects);
        }
    }

    private void failedJobs() {
        duckdb.run(LEDGER, "losses");
        boolean any = false;
        for (String channel : plan.channels()) {
            List<FailedJob> jobs = evidence.channel(channel).failedJobs();
            for (FailedJob job : jobs) {
                if (job.eventId() != null) {
                    boolean insert = job.exitCode() != null && FAILED_INSERTS.contains(job.exitCode());
                    any = true;
                    duckdb.run(
                            LEDGER,
                            "failed job",
                            channel,
                            job.eventId(),
                            (insert ? Fate.INSERT_FAILED : Fate.JOB_FAILED).name(),
                            job.name() + (job.exitCode() == null ? "" : ", exit code " + job.exitCode()));
                }
            }
            long nameless = jobs.stream().filter(job -> job.eventId() == null).count();
            if (nameless > 0) {
                notes.add("%s: %d %s failed whose EventId cannot be told: which messages they had is not known"
                        .formatted(channel, nameless, nameless == 1 ? "Job" : "Jobs"));
            }
        }
        if (any) {
            duckdb.run(LEDGER, "failed jobs");
        }
    }

    private void suspects(String channel) {
        Tally tally = tally(channel);
        ChannelEvidence known = known(channel, tally);
        if (tally.all() == 0) {
            return;
        }
        List<Content> contents = duckdb.rows("FROM contents(%s)".formatted(Duckdb.quote(channel)), Content.class);
        Channel way = Flow.of(channel).channel();
        for (Content content : Suspicion.filtered(way, known, tally, contents)) {
            duckdb.run(LEDGER, "wrongly dropped", channel, content.payloadId(), content.author());
        }
        for (boolean sure : new boolean[] {true, false}) {
            Suspicion suspicion = Suspicion.of(way, known, tally, sure);
            duckdb.run(LEDGER, "suspected", suspicion.fate().name(), suspicion.where(), channel, sure);
        }
    }

    private Tally tally(String channel) {
        return duckdb.row("FROM tally(%s)".formatted(Duckdb.quote(channel)), Tally.class);
    }

    private ChannelEvidence known(String channel, Tally tally) {
        ChannelEvidence said = evidence.channel(channel);
        ChannelEvidence known = said.knowing(tally.passed());
        doubt(channel, "sourceSent", said.sourceSent(), known.sourceSent(), tally);
        doubt(channel, "triggered", said.triggered(), known.triggered(), tally);
        return known;
    }

    private void doubt(String channel, String counter, Long said, Long known, Tally tally) {
        if (said != null && known == null) {
            notes.add("cluster.json: %s %s = %d, though %d messages came through: not believed, the counter was reset"
                    .formatted(channel, counter, said, tally.passed()));
        }
    }

    /** What a reader should know of the evidence. */
    public Set<String> notes() {
        return notes;
    }
}
