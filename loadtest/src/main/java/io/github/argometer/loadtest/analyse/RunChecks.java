package io.github.argometer.loadtest.analyse;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.analyse.files.Duckdb;
import io.github.argometer.loadtest.analyse.files.EventIds;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.files.RunPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Whether plan, send ledger and rows speak of the same run, and each message and row stands once. */
final class RunChecks {

    private static final String OTHER_ID = "SELECT min(OtherId) FROM attempts";

    private static final String OTHER_RUN = "SELECT min(RunId) FROM records";

    private static final String OTHER_CHANNEL = """
            SELECT min(Name) FROM (SELECT Channel || '' AS Name FROM records GROUP BY Channel) WHERE Name NOT IN (%s)""";

    private static final String EXPECTED_DIFFERS = "SELECT min(%s) FROM messages WHERE ExpectedDiffers";

    private static final String ATTEMPTS = """
            SELECT min(%s) FROM messages WHERE Odd""";

    private static final String NOT_PLANNED = "SELECT min(%s) FROM messages WHERE Number NOT BETWEEN 0 AND ?";

    private static final String TWO_ROWS = """
            SELECT min(EventId) FROM (SELECT any_value(coalesce(EventId, %s)) AS EventId
            FROM records GROUP BY Channel, Number, records.EventId HAVING count(*) > 1)""";

    private static final String LINES = """
            SELECT (SELECT count(*) FROM ledger), (SELECT count(*) - count(DISTINCT (Channel, EventId)) FROM strangers)""";

    private static final String NO_DELIVERY = "SELECT min(coalesce(EventId, %s)) FROM records WHERE Deliveries < 1";

    private static final String COUNTS =
            "SELECT Channel || '' AS Name, count(*), count(*) FILTER (Expected) FROM messages GROUP BY Channel";

    private final Duckdb duckdb;
    private final RunFiles files;
    private final RunPlan plan;

    RunChecks(Duckdb duckdb, RunFiles files, RunPlan plan) {
        this.duckdb = duckdb;
        this.files = files;
        this.plan = plan;
    }

    /** Throws a {@link BadInputException} for the first thing that is not as it should be. */
    void beforeJoin() {
        Path sent = files.folder().resolve("sent.csv");
        String id = EventIds.sql(plan.runId(), "Channel", "Number");
        refuse(sent, OTHER_ID, "EventId %s is not of run " + plan.runId());
        refuse(files.records(), OTHER_RUN, "a row of run %s among those of " + plan.runId());
        refuse(
                files.records(),
                OTHER_CHANNEL.formatted(
                        plan.channels().stream().map(Duckdb::quote).collect(Collectors.joining(", "))),
                "a row of %s, which is no channel of the plan: was runId " + plan.runId() + " used before?");
        refuse(sent, EXPECTED_DIFFERS.formatted(id), "EventId %s stands with different Expected");
        refuse(sent, NOT_PLANNED.formatted(id), "EventId %s is not in the plan", plan.messages() - 1);
        refuse(
                sent,
                ATTEMPTS.formatted(id),
                "the attempts of EventId %s must be numbered 1, 2, 3 and so on, with at most one outcome each");
        refuse(files.records(), NO_DELIVERY.formatted(id), "EventId %s has Deliveries below 1");
        duckdb.rows(COUNTS, row -> againstPlan(row.getString(1), row.getLong(2), row.getLong(3)));
    }

    /** Throws one too where the outcomes do not add up to the plan, or rows that no attempt explains stand twice. */
    void afterJoin() {
        long planned = plan.messages() * plan.channels().size();
        if (!duckdb.row(LINES, row -> row.getLong(1) == planned && row.getLong(2) == 0)) {
            String id = EventIds.sql(plan.runId(), "Channel", "Number");
            refuse(files.records(), TWO_ROWS.formatted(id), "EventId %s stands twice");
            throw new BadInputException(
                    "%s: the outcomes do not add up to the plan's %d messages".formatted(files.folder(), planned));
        }
    }

    private void refuse(Path file, String sql, String complaint, Object... parameters) {
        List<String> found = duckdb.rows(sql, row -> row.getString(1), parameters);
        if (found.get(0) != null) {
            throw new BadInputException(file + ": " + complaint.formatted(found.get(0)));
        }
    }

    private boolean againstPlan(String channel, long messages, long expected) {
        long planned = plan.expected().getOrDefault(channel, -1L);
        if (messages > plan.messages() || expected > planned) {
            throw new BadInputException(
                    planned < 0
                            ? "%s: messages on %s, which is no channel of the plan"
                                    .formatted(files.folder().resolve("sent.csv"), channel)
                            : "%s: %d messages on %s, of which %d must arrive, where the plan has %d and %d"
                                    .formatted(
                                            files.folder().resolve("sent.csv"),
                                            messages,
                                            channel,
                                            expected,
                                            plan.messages(),
                                            planned));
        }
        return true;
    }
}
