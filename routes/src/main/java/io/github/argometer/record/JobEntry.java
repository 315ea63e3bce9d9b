package io.github.argometer.record;

import java.time.Instant;
import org.apache.camel.Exchange;
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
                // By no bean: looking for a bean's method takes a process that lives for one event 20 ms.
                .transform()
                .exchange(JobEntry::read)
                .to("direct:record");
    }

    private static EventRecord[] read(Exchange exchange) {
        return new EventRecord[] {
            ArgoEvent.fromArgument(
                    exchange.getMessage().getBody(String.class),
                    exchange.getProperty("started", Instant.class),
                    exchange.getProperty("received", Instant.class))
        };
    }
}
