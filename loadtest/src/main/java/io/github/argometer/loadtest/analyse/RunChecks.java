package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.BadInputException;
import java.nio.file.Path;
import java.util.List;

/** Whether plan, send ledger and rows speak of the same run, and each message and row stands once. */
final class RunChecks {

    private static final String OTHER_RUN_SENT = """
            SELECT EventId FROM sent WHERE NOT starts_with(EventId, ? || '-' || Channel || '-') ORDER BY 1 LIMIT 1""";

    private static final String OTHER_RUN_RECORDED = "SELECT RunId FROM records WHERE RunId <> ? ORDER BY Id LIMIT 1";

    private static final String TWO_MINDS =
            "SELECT EventId FROM ledger GROUP BY EventId HAVING count(*) > 1 ORDER BY 1 LIMIT 1";

    private static final String TWO_ROWS =
            "SELECT EventId FROM records GROUP BY EventId HAVING count(*) > 1 ORDER BY 1 LIMIT 1";

    private static final String NO_DELIVERY = "SELECT EventId FROM records WHERE Deliveries < 1 ORDER BY 1 LIMIT 1";

    private static final String COUNTS =
            "SELECT Channel || '' AS Name, count(*), count(*) FILTER (Expected) FROM ledger GROUP BY Channel";

    private final RunDatabase database;
    private final RunFiles files;
    private final RunPlan plan;

    RunChecks(RunDatabase database, RunFiles files, RunPlan plan) {
        this.database = database;
        this.files = files;
        this.plan = plan;
    }

    /** Throws a {@link BadInputException} for the first thing that is not as it should be. */
    void check() {
        refuse(files.sent(), OTHER_RUN_SENT, "EventId %s is not of run " + plan.runId(), plan.runId());
        refuse(files.records(), OTHER_RUN_RECORDED, "a row of run %s among those of " + plan.runId(), plan.runId());
        refuse(files.sent(), TWO_MINDS, "EventId %s stands with different Channel or Expected");
        refuse(files.records(), TWO_ROWS, "EventId %s stands twice");
        refuse(files.records(), NO_DELIVERY, "EventId %s has Deliveries below 1");
        database.rows(COUNTS, row -> againstPlan(row.getString(1), row.getLong(2), row.getLong(3)));
    }

    private void refuse(Path file, String sql, String complaint, Object... parameters) {
        List<String> found = database.rows(sql, row -> row.getString(1), parameters);
        if (!found.isEmpty()) {
            throw new BadInputException(file + ": " + complaint.formatted(found.get(0)));
        }
    }

    private boolean againstPlan(String channel, long messages, long expected) {
        if (messages > plan.messages() || expected > plan.expected().get(channel)) {
            throw new BadInputException("%s: %d messages on %s, of which %d must arrive, where the plan has %d and %d"
                    .formatted(
                            files.sent(),
                            messages,
                            channel,
                            expected,
                            plan.messages(),
                            plan.expected().get(channel)));
        }
        return true;
    }
}
