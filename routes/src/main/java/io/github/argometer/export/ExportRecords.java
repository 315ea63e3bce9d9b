package io.github.argometer.export;

import io.github.argometer.Settings;
import io.github.argometer.failure.Failures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.util.IOHelper;

/**
 * Writes the rows of one run to {@code records.csv}, or a {@link Selection} of them to {@code selection.csv}, in the order in
 * which they were recorded. They are asked for a page at a time, each from where the last one ended, so that a run of any size
 * takes the memory of two pages, and a lost database costs one page, which is asked for again; they go to a
 * {@link io.github.argometer.WholeFile}. Rows that commit while it goes on may or may not be there, all before are. Entry:
 * {@code direct:export} with the headers {@code runId}, {@code folder} (a path, as it is written), {@code selection} (none:
 * the whole run), {@code mayBeEmpty} (whether no row is well; if not, it is a {@link NoRowsException}) and {@code patience}
 * (seconds in which a lost database may come back, from the last page on; none: at once it is an error).
 */
public class ExportRecords extends RouteBuilder {

    private static final String PAGE = "SELECT " + RecordsFile.SELECTED + """

            FROM argo_event_record
            WHERE RunId = :#runId AND Id > :#last AND (:#type IS NULL OR EventType = :#type)
              AND (:#from IS NULL OR CreatedAtTimestamp >= :#from) AND (:#to IS NULL OR CreatedAtTimestamp < :#to)
            ORDER BY Id LIMIT 2000""";

    /** Integer.MIN_VALUE has the driver hand on each row as it comes, and keep none. */
    private static final String ROW_BY_ROW = "&template.fetchSize=" + Integer.MIN_VALUE;

    private static final String RECORDS = "records";

    @Override
    public void configure() {
        Settings settings = Settings.of(getContext());
        if (settings.flag("export.enabled")) {
            String run = settings.name("export.run");
            Path folder = Path.of(settings.text("runs.folder"), run);
            Selection selection = Selection.of(settings);
            long patience = settings.integer("export.patience");
            from("timer:export?repeatCount=1&delay=0")
                    .routeId("export-once")
                    .description("Exports the run that export.run names")
                    .setHeader("runId", () -> run)
                    .setHeader("folder", folder::toString)
                    .setHeader("selection", () -> selection)
                    .setHeader("patience", () -> patience)
                    .to("direct:export");
        }

        bindToRegistry("rowsAsTheyCame", RecordsFile.ROWS);
        from("direct:export")
                .routeId("export-records")
                .routeConfigurationId("await-database")
                .description("Writes a run's rows to CSV")
                .process(ExportRecords::begin)
                .loopDoWhile(exchange -> records(exchange).hasMore())
                .process(ExportRecords::ask)
                .to("sql:" + PAGE + "?dataSource=#dataSource&rowMapperFactory=#rowsAsTheyCame" + ROW_BY_ROW)
                .process(ExportRecords::add)
                .end()
                .process(exchange -> records(exchange).keep());
    }

    private static void begin(Exchange exchange) {
        Message message = exchange.getMessage();
        Selection selection = message.getHeader("selection", Selection.ALL, Selection.class);
        message.setHeader("type", selection.type());
        message.setHeader("from", selection.from());
        message.setHeader("to", selection.to());
        RecordsFile records = new RecordsFile(
                message.getHeader("runId", String.class),
                Path.of(message.getHeader("folder", String.class)),
                selection,
                message.getHeader("mayBeEmpty", false, boolean.class));
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

    private static void ask(Exchange exchange) {
        Message message = exchange.getMessage();
        message.setHeader("last", records(exchange).last());
        message.setBody(null); // the page before, which is being written
        Long patience = message.getHeader("patience", Long.class);
        if (patience != null) {
            exchange.setProperty(Failures.PATIENT_UNTIL, System.nanoTime() + TimeUnit.SECONDS.toNanos(patience));
        }
    }

    @SuppressWarnings("unchecked")
    private static void add(Exchange exchange) throws IOException {
        records(exchange).add(exchange.getMessage().getBody(List.class));
    }
}
