package io.github.argometer.record;

import org.apache.camel.builder.RouteBuilder;

/**
 * Where the Job trigger's event comes in: the one argument of a command line, as {@code direct:record-job}'s body, with the
 * Instants {@code started} and {@code received} as properties.
 */
public class JobEntry extends RouteBuilder {

    @Override
    public void configure() {
        from("direct:record-job")
                .precondition("{{record.job.enabled}}")
                .routeId("record-job")
                .description("Takes the event from the command line")
                .errorHandler(noErrorHandler())
                .bean(ArgoEvent.class, "fromArgument")
                .transform()
                .body(EventRecord.class, row -> new EventRecord[] {row})
                .to("direct:record");
    }
}
