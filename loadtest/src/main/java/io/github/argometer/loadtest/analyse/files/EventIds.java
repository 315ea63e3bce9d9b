package io.github.argometer.loadtest.analyse.files;

/** The ids that the sender gives its messages: run id, channel, and the number with six digits or more. */
public final class EventIds {

    private EventIds() {}

    /** SQL for the id of message {@code number} on {@code channel}, both SQL. */
    public static String sql(String runId, String channel, String number) {
        return "(%s || %s || '-' || if(%3$s < 100000, lpad(%3$s::VARCHAR, 6, '0'), %3$s::VARCHAR))"
                .formatted(Duckdb.quote(runId + "-"), channel, number);
    }

    /** SQL for the number in {@code eventId}, NULL where it is no id of {@code runId} on {@code channel}. */
    public static String number(String runId, String channel, String eventId) {
        String number = "TRY_CAST(substr(%s, %s) AS BIGINT)".formatted(eventId, runId.length() + "-sqs-".length() + 1);
        return "if(%s = %s, %s, NULL)".formatted(eventId, sql(runId, channel, number), number);
    }
}
