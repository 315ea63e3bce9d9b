package io.github.argometer.export;

import io.github.argometer.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.util.IOHelper;

/**
 * Writes the rows of one run to {@code records.csv}, in the order in which they were recorded. They are asked for a page at a
 * time, each from where the last one ended, so that a run of any size takes the memory of one page, and go to a
 * {@link io.github.argometer.WholeFile}. Rows that commit while it goes on may or may not be there, all before are. Entry:
 * {@code direct:export} with the headers {@code runId}, {@code folder} (a path, as it is written) and {@code mayBeEmpty}
 * (whether no row is well; if not, it is a {@link NoRowsException}).
 */
public class ExportRecords extends RouteBuilder {

    private static final String PAGE = """
            SELECT Id, EventId, RunId, PayloadId, EventType, CustomMessage, Author,
              DATE_FORMAT(EventTimestamp, '%Y-%m-%dT%H:%i:%s.%fZ') AS EventTimestamp,
              DATE_FORMAT(CreatedAtTimestamp, '%Y-%m-%dT%H:%i:%s.%fZ') AS CreatedAtTimestamp,
              Deliveries,
              DATE_FORMAT(SourceTimestamp, '%Y-%m-%dT%H:%i:%s.%fZ') AS SourceTimestamp,
              DATE_FORMAT(SnsTimestamp, '%Y-%m-%dT%H:%i:%s.%fZ') AS SnsTimestamp,
              DATE_FORMAT(ProcessTimestamp, '%Y-%m-%dT%H:%i:%s.%fZ') AS ProcessTimestamp,
              DATE_FORMAT(ReceivedTimestamp, '%Y-%m-%dT%H:%i:%s.%fZ') AS ReceivedTimestamp
            FROM argo_event_record WHERE RunId = :#runId AND Id > :#last ORDER BY Id LIMIT 2000""";

    private static final String RECORDS = "records";

    @Override
    public void configure() {
        Settings settings = Settings.of(getContext());
        if (settings.flag("export.enabled")) {
            String run = settings.name("export.run");
            Path folder = Path.of(settings.text("runs.folder"), run);
            from("timer:export?repeatCount=1&delay=0")
                    .routeId("export-once")
                    .description("Exports the run that export.run names")
                    .setHeader("runId", () -> run)
                    .setHeader("folder", folder::toString)
                    .to("direct:export");
        }

        from("direct:export")
                .routeId("export-records")
                .description("Writes a run's rows to CSV")
                .errorHandler(noErrorHandler())
                .process(ExportRecords::begin)
                .loopDoWhile(exchange -> records(exchange).hasMore())
                .process(exchange -> exchange.getMessage()
                        .setHeader("last", records(exchange).last()))
                .to("sql:" + PAGE + "?dataSource=#dataSource")
                .process(exchange -> records(exchange).add(rows(exchange)))
                .end()
                .process(exchange -> records(exchange).keep());
    }

    private static void begin(Exchange exchange) {
        RecordsFile records = new RecordsFile(
                exchange.getMessage().getHeader("runId", String.class),
                Path.of(exchange.getMessage().getHeader("folder", String.class)),
                exchange.getMessage().getHeader("mayBeEmpty", false, boolean.class));
        exchange.setProperty(RECORDS, records);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                IOHelper.close(records);
            }
        });
    }

    private static RecordsFile records(Exchange exchange) {
        return exchange.getProperty(RECORDS, RecordsFile.class);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rows(Exchange exchange) {
        return exchange.getMessage().getBody(List.class);
    }
}
