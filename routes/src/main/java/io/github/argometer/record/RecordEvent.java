package io.github.argometer.record;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;

/**
 * The one insert: both recorders end here, with {@link EventRecord}s in an array. Event id and trigger are unique, so that a
 * delivery that comes again adds to {@code Deliveries} and never a row. Camel commits each batch by itself, whatever the server's
 * autocommit is; when the route returns, the rows are safe.
 */
public class RecordEvent extends RouteBuilder {

    private static final String INSERT = """
            INSERT INTO argo_event_record
              (EventId, RunId, PayloadId, EventType, CustomMessage, Author, EventTimestamp, CreatedAtTimestamp,
               SourceTimestamp, SnsTimestamp, ProcessTimestamp, ReceivedTimestamp, TriggerName)
            VALUES
              (:#eventId, :#runId, :#payloadId, :#eventType, :#customMessage, :#author, :#eventTimestamp, UTC_TIMESTAMP(6),
               :#sourceTimestamp, :#snsTimestamp, :#processTimestamp, :#receivedTimestamp, :#triggerName)
            ON DUPLICATE KEY UPDATE Deliveries = Deliveries + 1""";

    /** The same for a row that may be there by the very delivery that comes again: it is not counted once more. */
    static final String INSERT_AGAIN = INSERT.replace("Deliveries + 1", "Deliveries");

    @Override
    public void configure() {
        // By a name: Camel searches what a route says of an endpoint for passwords, in a text of this length for 3 ms.
        getContext().getPropertiesComponent().addInitialProperty("record.insert", INSERT);
        from("direct:record")
                .routeId("record-event")
                .description("Writes events into the database, each once a trigger")
                .errorHandler(noErrorHandler())
                .transform()
                .body(EventRecord[].class, RecordEvent::parameters)
                .to("sql:{{record.insert}}?dataSource=#dataSource&batch=true&parametersCount=12");
    }

    /** In the order of their keys: inserts that lock the same rows in the same order wait, where others end in a deadlock. */
    private static List<Map<String, Object>> parameters(EventRecord[] rows) {
        return Arrays.stream(rows)
                .sorted((one, other) -> one.key().compareTo(other.key()))
                .map(EventRecord::parameters)
                .toList();
    }
}
