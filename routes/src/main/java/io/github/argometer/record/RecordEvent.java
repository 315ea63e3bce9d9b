package io.github.argometer.record;

import org.apache.camel.builder.RouteBuilder;

/**
 * The one insert: both recorders end here. The event id is unique, so that a delivery that comes again adds to
 * {@code Deliveries} and never a row. The connection commits each statement; when the route returns, the row is safe.
 */
public class RecordEvent extends RouteBuilder {

    private static final String INSERT = """
            INSERT INTO argo_event_record
              (EventId, RunId, PayloadId, EventType, CustomMessage, Author, EventTimestamp, CreatedAtTimestamp,
               SourceTimestamp, SnsTimestamp, ProcessTimestamp, ReceivedTimestamp)
            VALUES
              (:#eventId, :#runId, :#payloadId, :#eventType, :#customMessage, :#author, :#eventTimestamp, UTC_TIMESTAMP(6),
               :#sourceTimestamp, :#snsTimestamp, :#processTimestamp, :#receivedTimestamp)
            ON DUPLICATE KEY UPDATE Deliveries = Deliveries + 1""";

    @Override
    public void configure() {
        from("direct:record")
                .routeId("record-event")
                .description("Writes one event into the database, once")
                .errorHandler(noErrorHandler())
                .transform()
                .body(EventRecord.class, EventRecord::parameters)
                .to("sql:" + INSERT + "?dataSource=#dataSource");
    }
}
