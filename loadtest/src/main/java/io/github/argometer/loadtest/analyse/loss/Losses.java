package io.github.argometer.loadtest.analyse.loss;

import io.github.argometer.loadtest.analyse.files.Duckdb;
import io.github.argometer.loadtest.analyse.files.EventIds;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import io.github.argometer.loadtest.analyse.loss.Suspicion.Content;
import io.github.argometer.loadtest.analyse.loss.Suspicion.Flow;
import io.github.argometer.loadtest.evidence.ChannelEvidence;
import io.github.argometer.loadtest.evidence.ChannelEvidence.FailedJob;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.plan.Channel;
import io.github.argometer.record.RecordFailure;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Says where the missing messages of a ledger were lost, by what the cluster knows: its failed Jobs and counters. */
public final class Losses {

    private static final String FAILED_JOBS = "CREATE TABLE failed_jobs (EventId VARCHAR, Fate %s, Place VARCHAR)";

    /** A message whose Job failed was accepted, whatever its sender heard, and one to be filtered out has passed all filters. */
    private static final String FAILED_JOB = """
            UPDATE ledger SET Fate = if(Expected, j.Fate, 'WRONGLY_PASSED'), Whereabouts = j.Place
            FROM (SELECT DISTINCT ON (EventId) * FROM failed_jobs ORDER BY EventId, Place) j
            WHERE ledger.Fate IN ('BETWEEN', 'FILTERED', 'NEVER_ACCEPTED') AND %s = j.EventId""";

    private static final String ARRIVED =
            "(Committed IS NOT NULL" + " OR Fate IN ('JOB_FAILED', 'INSERT_FAILED', 'WRONGLY_PASSED'))";

    private static final String CONTENTS = """
            SELECT PayloadId, Author || '', count(*) FILTER (Fate = 'BETWEEN' AND Send = 'accepted') AS Missing,
              count(*) FILTER (%s) AS Arrived
            FROM ledger WHERE Channel = ? AND PayloadId IS NOT NULL GROUP BY ALL HAVING Missing + Arrived > 0 ORDER BY ALL""";

    private static final String FLOW = """
            SELECT count(*) FILTER (Send = 'accepted'),
              coalesce(sum(Attempts) FILTER (Send IN ('accepted', 'unknown')), 0),
              coalesce(sum(Deliveries), 0) + (SELECT coalesce(sum(Deliveries), 0) FROM strangers WHERE Channel = $1),
              count(*) FILTER (%1$s) + (SELECT count(*) FROM strangers WHERE Channel = $1),
              count(*) FILTER (%1$s AND Send <> 'accepted') + (SELECT count(*) FROM strangers WHERE Channel = $1),
              (SELECT count(*) FROM failed_jobs j SEMI JOIN (FROM ledger WHERE Channel = $1 AND Committed IS NULL
                AND Fate IN ('JOB_FAILED', 'INSERT_FAILED', 'WRONGLY_PASSED')) l ON %2$s = j.EventId),
              count(*) FILTER (Fate = 'BETWEEN' AND Send = 'accepted'),
              count(*) FILTER (Fate IN ('BETWEEN', 'LEDGER_MISSING')),
              count(*) FILTER (Fate = 'FILTERED'),
              count(*) FILTER (Send = 'unknown' AND NOT %1$s)
            FROM ledger WHERE Channel = $1""";

    private static final String SUSPECTED = """
            UPDATE ledger SET Fate = ?::VARCHAR::%s, Whereabouts = ?
            WHERE Channel = ? AND Fate = 'BETWEEN' AND (Send = 'accepted') = ?""";

    private static final String WRONGLY_DROPPED = """
            UPDATE ledger SET Fate = 'WRONGLY_DROPPED', Whereabouts = ''
            WHERE Channel = ? AND Fate = 'BETWEEN' AND Send = 'accepted' AND PayloadId = ? AND Author = ?""";

    private static final Set<Integer> FAILED_INSERTS =
            Set.of(RecordFailure.DATABASE_UNAVAILABLE.exitCode(), RecordFailure.INSERT_REFUSED.exitCode());

    private final Duckdb duckdb;
    private final RunPlan plan;
    private final Evidence evidence;
    private final Set<String> notes = new TreeSet<>();

    /** The losses of {@code plan}, in {@code duckdb}, which has its table {@code ledger}. */
    public Losses(Duckdb duckdb, RunPlan plan, Evidence evidence) {
        this.duckdb = duckdb;
        this.plan = plan;
        this.evidence = evidence;
    }

    /** Says of each missing message as much as the evidence gives. */
    public void explain() {
        failedJobs();
        plan.channels().forEach(this::suspects);
        duckdb.execute("DROP TABLE failed_jobs");
    }

    private void failedJobs() {
        duckdb.execute(FAILED_JOBS.formatted(Fate.type()));
        for (String channel : plan.channels()) {
            List<FailedJob> jobs = evidence.channel(channel).failedJobs();
            for (FailedJob job : jobs) {
                if (job.eventId() != null) {
                    boolean insert = job.exitCode() != null && FAILED_INSERTS.contains(job.exitCode());
                    duckdb.update(
                            "INSERT INTO failed_jobs VALUES (?, ?::VARCHAR, ?)",
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
        if (duckdb.row("SELECT count(*) FROM failed_jobs", row -> row.getLong(1)) > 0) {
            duckdb.execute(FAILED_JOB.formatted(eventId()));
        }
    }

    private String eventId() {
        return EventIds.sql(plan.runId(), "Channel", "Number");
    }

    private void suspects(String channel) {
        Flow flow = flow(channel);
        ChannelEvidence known = known(channel, flow);
        if (flow.all() == 0) {
            return;
        }
        Channel way = Channel.valueOf(channel.toUpperCase(Locale.ROOT));
        for (Content content : Suspicion.filtered(way, known, flow, contents(channel))) {
            duckdb.update(WRONGLY_DROPPED, channel, content.payloadId(), content.author());
        }
        for (boolean sure : new boolean[] {true, false}) {
            Suspicion suspicion = Suspicion.of(way, known, flow, sure);
            duckdb.update(SUSPECTED.formatted(Fate.type()), suspicion.fate().name(), suspicion.where(), channel, sure);
        }
    }

    private ChannelEvidence known(String channel, Flow flow) {
        ChannelEvidence said = evidence.channel(channel);
        ChannelEvidence known = said.knowing(flow.passed());
        doubt(channel, "sourceSent", said.sourceSent(), known.sourceSent(), flow);
        doubt(channel, "triggered", said.triggered(), known.triggered(), flow);
        return known;
    }

    private void doubt(String channel, String counter, Long said, Long known, Flow flow) {
        if (said != null && known == null) {
            notes.add("cluster.json: %s %s = %d, though %d messages came through: not believed, the counter was reset"
                    .formatted(channel, counter, said, flow.passed()));
        }
    }

    /** What a reader should know of the evidence. */
    public Set<String> notes() {
        return notes;
    }

    private Flow flow(String channel) {
        return duckdb.row(
                FLOW.formatted(ARRIVED, eventId()),
                row -> new Flow(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getLong(9),
                        row.getLong(10)),
                channel);
    }

    private List<Content> contents(String channel) {
        return duckdb.rows(
                CONTENTS.formatted(ARRIVED),
                row -> new Content(row.getInt(1), row.getString(2), row.getLong(3), row.getLong(4)),
                channel);
    }
}
