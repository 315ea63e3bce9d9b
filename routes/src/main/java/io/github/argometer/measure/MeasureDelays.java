package io.github.argometer.measure;

import io.github.argometer.Settings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;

/**
 * Measures the delays of all rows for Prometheus, whoever wrote them: a Job is gone before it could be scraped. Each process
 * reads the whole table once and then what is new, so that its counts are the table's own, go on after a restart where they
 * were, and are the same at each of several recorders.
 */
public class MeasureDelays extends RouteBuilder {

    /** What a row's times tell of its way, by the two that each hop lies between. Its source's is known to a second only, and left out. */
    private static final Map<String, String> HOPS = Map.of(
            "sent to SNS", "EventTimestamp, SnsTimestamp",
            "SNS to received", "SnsTimestamp, ReceivedTimestamp",
            "sent to process", "EventTimestamp, ProcessTimestamp",
            "process to received", "ProcessTimestamp, ReceivedTimestamp",
            "received to committed", "ReceivedTimestamp, CreatedAtTimestamp");

    private static final String ROWS = String.format(
            Locale.ROOT,
            """
            SELECT Id, EventType, TIMESTAMPDIFF(SECOND, CreatedAtTimestamp, UTC_TIMESTAMP(6)) AS Age,
              TIMESTAMPDIFF(MICROSECOND, EventTimestamp, CreatedAtTimestamp) AS Delay, %s
            FROM argo_event_record WHERE Id > :#from ORDER BY Id LIMIT %d""",
            HOPS.entrySet().stream()
                    .map(hop -> "TIMESTAMPDIFF(MICROSECOND, " + hop.getValue() + ") AS `" + hop.getKey() + "`")
                    .collect(Collectors.joining(", ")),
            RecordedRows.PAGE);

    private static final String KNOWN = """
            SELECT COUNT(Id) AS Known, (SELECT MAX(Id) FROM argo_event_record) AS Highest
            FROM argo_event_record WHERE Id > :#floor AND Id <= :#top""";

    private volatile boolean up;

    @Override
    public void configure() {
        Settings settings = Settings.of(getContext());
        PrometheusMeterRegistry metrics = getContext().getRegistry().findSingleByType(PrometheusMeterRegistry.class);
        if (!settings.flag("record.http.enabled") || !settings.flag("management.enabled") || metrics == null) {
            return;
        }
        settings.check("measure.period");
        DelayHistograms histograms = new DelayHistograms(metrics.getPrometheusRegistry());
        Gauge.builder("argometer.database.up", () -> up ? 1 : 0)
                .description("1 where the last look at the table of rows succeeded, else 0")
                .register(metrics);
        RecordedRows rows = new RecordedRows(histograms, HOPS.keySet(), System::nanoTime);
        getContext().getPropertiesComponent().addInitialProperty("measure.rows", ROWS);
        getContext().getPropertiesComponent().addInitialProperty("measure.known", KNOWN);

        onException(Exception.class)
                .handled(true)
                .process(failed -> up = false)
                .log(LoggingLevel.WARN, "delays are not measured: ${exception.message}");

        from("timer:measure?period={{measure.period}}")
                .routeId("measure-delays")
                .description("Measures the delays of the rows that are new")
                .process(begin -> rows.begin())
                .to("direct:measure-rows")
                .setHeader("floor", rows::floor)
                .setHeader("top", rows::top)
                .to("sql:{{measure.known}}?dataSource=#dataSource&outputType=SelectOne")
                .filter(method(rows, "lacks"))
                .to("direct:measure-rows")
                .end()
                .filter(all -> !rows.hasMore()) // else this process ends
                .process(end -> {
                    rows.publish();
                    up = true;
                });

        from("direct:measure-rows")
                .routeId("measure-rows")
                .description("Reads rows a page at a time")
                .errorHandler(noErrorHandler())
                .loopDoWhile(exchange -> rows.hasMore() && !getContext().isStopping())
                .setHeader("from", rows::from)
                .to("sql:{{measure.rows}}?dataSource=#dataSource")
                .bean(rows, "take");
    }
}
