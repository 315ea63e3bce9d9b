package io.github.argometer.export;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.CsvDataFormat;

/**
 * Writes the rows of one run to {@code records.csv}, in the order in which they were recorded. Rows stream from the
 * database to a temporary file, which takes its name when it is whole. Entry: {@code direct:export} with the headers
 * {@code runId} and {@code folder}.
 */
public class ExportRecords extends RouteBuilder {

    private static final String SELECT = """
            SELECT Id, EventId, RunId, PayloadId, EventType, CustomMessage, Author,
              DATE_FORMAT(EventTimestamp, '%Y-%m-%dT%H:%i:%s.%fZ') AS EventTimestamp,
              DATE_FORMAT(CreatedAtTimestamp, '%Y-%m-%dT%H:%i:%s.%fZ') AS CreatedAtTimestamp,
              Deliveries,
              DATE_FORMAT(SourceTimestamp, '%Y-%m-%dT%H:%i:%s.%fZ') AS SourceTimestamp,
              DATE_FORMAT(SnsTimestamp, '%Y-%m-%dT%H:%i:%s.%fZ') AS SnsTimestamp,
              DATE_FORMAT(ProcessTimestamp, '%Y-%m-%dT%H:%i:%s.%fZ') AS ProcessTimestamp,
              DATE_FORMAT(ReceivedTimestamp, '%Y-%m-%dT%H:%i:%s.%fZ') AS ReceivedTimestamp
            FROM argo_event_record WHERE RunId = :#runId ORDER BY Id""";

    /** Tells MySQL's driver to hand rows on as they come, not to gather them first. */
    private static final String STREAM =
            "?dataSource=#dataSource&outputType=StreamList&template.fetchSize=" + Integer.MIN_VALUE;

    @Override
    public void configure() {
        from("timer:export?repeatCount=1&delay=0")
                .precondition("{{export.enabled}}")
                .routeId("export-once")
                .description("Exports the run that export.run names")
                .setHeader("runId", constant("{{export.run}}"))
                .setHeader("folder", constant("{{runs.folder}}/{{export.run}}"))
                .to("direct:export");

        from("direct:export")
                .routeId("export-records")
                .description("Writes a run's rows to CSV")
                .errorHandler(noErrorHandler())
                .to("sql:" + SELECT + STREAM)
                .marshal(csv())
                .toD("file:${header.folder}?fileName=records.csv&tempPrefix=.");
    }

    private static CsvDataFormat csv() {
        CsvDataFormat csv = new CsvDataFormat();
        csv.setHeader(
                "Id,EventId,RunId,PayloadId,EventType,CustomMessage,Author,EventTimestamp,CreatedAtTimestamp,Deliveries,"
                        + "SourceTimestamp,SnsTimestamp,ProcessTimestamp,ReceivedTimestamp");
        csv.setRecordSeparator("\n");
        return csv;
    }
}
