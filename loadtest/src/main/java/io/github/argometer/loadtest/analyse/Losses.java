package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.evidence.ChannelEvidence;
import io.github.argometer.loadtest.evidence.ChannelEvidence.FailedJob;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.record.RecordFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Says where the missing messages of a {@link Ledger} were lost, by what the cluster knows: its failed Jobs and counters. */
final class Losses {

    /** A message that had to be filtered out has passed all filters, if it came as far as a Job. */
    private static final String FAILED_JOB = """
            UPDATE ledger SET Fate = if(Fate = 'FILTERED', 'WRONGLY_PASSED', ?::VARCHAR)::%s, Whereabouts = ?
            WHERE Fate IN ('BETWEEN', 'FILTERED') AND %s = ?""";

    private static final String MISSING = """
            WITH arrived AS MATERIALIZED (SELECT DISTINCT Channel, PayloadId, Author FROM ledger
              WHERE Committed IS NOT NULL OR Fate IN ('JOB_FAILED', 'INSERT_FAILED'))
            SELECT Channel || '' AS Channel, PayloadId, Author || '' AS Author, Send = 'accepted' AS Sure,
              EXISTS (FROM arrived s WHERE s.Channel = l.Channel
                AND s.PayloadId = l.PayloadId AND s.Author = l.Author) AS Siblings
            FROM ledger l WHERE Fate = 'BETWEEN' GROUP BY ALL ORDER BY ALL""";

    private static final String FLOW = """
            SELECT count(*) FILTER (Send IN ('accepted', 'unknown')),
              coalesce(sum(Deliveries), 0) + (SELECT coalesce(sum(Deliveries), 0) FROM strangers WHERE Channel = ?),
              count(*) FILTER (Committed IS NOT NULL OR Fate IN ('JOB_FAILED', 'INSERT_FAILED', 'WRONGLY_PASSED')),
              count(*) FILTER (Fate = 'BETWEEN')
            FROM ledger WHERE Channel = ?""";

    private static final String SUSPECTED = """
            UPDATE ledger SET Fate = ?::VARCHAR::%s, Whereabouts = ?
            WHERE Fate = 'BETWEEN' AND Whereabouts IS NULL
              AND Channel = ? AND PayloadId = ? AND Author = ? AND (Send = 'accepted') = ?""";

    private static final Set<Integer> FAILED_INSERTS =
            Set.of(RecordFailure.DATABASE_UNAVAILABLE.exitCode(), RecordFailure.INSERT_REFUSED.exitCode());

    private record Missing(String channel, int payloadId, String author, boolean sure, boolean siblings) {}

    private record Judgement(Missing missing, Suspicion suspicion) {}

    private final Duckdb duckdb;
    private final RunPlan plan;
    private final Evidence evidence;
    private final Set<String> notes = new TreeSet<>();

    /** The losses of {@code plan}, in {@code duckdb}, which has its table {@code ledger}. */
    Losses(Duckdb duckdb, RunPlan plan, Evidence evidence) {
        this.duckdb = duckdb;
        this.plan = plan;
        this.evidence = evidence;
    }

    /** Says of each missing message as much as the evidence gives. */
    void explain() {
        failedJobs();
        suspects();
    }

    private void failedJobs() {
        String eventId = EventIds.sql(plan.runId(), "Channel", "Number");
        for (String channel : plan.channels()) {
            for (FailedJob job : evidence.channel(channel).failedJobs()) {
                if (job.eventId() != null) {
                    boolean insert = job.exitCode() != null && FAILED_INSERTS.contains(job.exitCode());
                    duckdb.update(
                            FAILED_JOB.formatted(Fate.type(), eventId),
                            (insert ? Fate.INSERT_FAILED : Fate.JOB_FAILED).name(),
                            job.name() + (job.exitCode() == null ? "" : ", exit code " + job.exitCode()),
                            job.eventId());
                }
            }
        }
    }

    /** All is judged by the same figures, before the first judgement is written down. */
    private void suspects() {
        Map<String, Suspicion.Flow> flows = new HashMap<>();
        List<Judgement> judgements = duckdb
                .rows(
                        MISSING,
                        row -> new Missing(
                                row.getString(1),
                                row.getInt(2),
                                row.getString(3),
                                row.getBoolean(4),
                                row.getBoolean(5)))
                .stream()
                .map(missing -> new Judgement(
                        missing,
                        Suspicion.of(
                                known(missing.channel, flows.computeIfAbsent(missing.channel, this::flow)),
                                flows.get(missing.channel),
                                missing.sure,
                                missing.siblings)))
                .toList();
        for (Judgement judgement : judgements) {
            duckdb.update(
                    SUSPECTED.formatted(Fate.type()),
                    judgement.suspicion.fate().name(),
                    judgement.suspicion.where(),
                    judgement.missing.channel,
                    judgement.missing.payloadId,
                    judgement.missing.author,
                    judgement.missing.sure);
        }
    }

    private ChannelEvidence known(String channel, Suspicion.Flow flow) {
        ChannelEvidence said = evidence.channel(channel);
        ChannelEvidence known = said.knowing(flow.passed());
        doubt(channel, "sourceSent", said.sourceSent(), known.sourceSent(), flow);
        doubt(channel, "triggered", said.triggered(), known.triggered(), flow);
        return known;
    }

    private void doubt(String channel, String counter, Long said, Long known, Suspicion.Flow flow) {
        if (said != null && known == null) {
            notes.add("cluster.json: %s %s = %d, though %d messages came through: not believed, the counter was reset"
                    .formatted(channel, counter, said, flow.passed()));
        }
    }

    /** What a reader should know of the evidence. */
    Set<String> notes() {
        return notes;
    }

    private Suspicion.Flow flow(String channel) {
        return duckdb.row(
                FLOW,
                row -> new Suspicion.Flow(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)),
                channel,
                channel);
    }
}
