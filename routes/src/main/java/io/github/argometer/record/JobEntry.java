package io.github.argometer.record;

import io.github.argometer.Settings;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/**
 * Where a Job trigger's events come in: the arguments of a command line, a list as {@code direct:record-job}'s body, with the
 * Instants {@code started} and {@code received} as properties. {@code record.trigger} names the trigger.
 */
public class JobEntry extends RouteBuilder {

    @Override
    public void configure() {
        from("direct:record-job")
                .precondition("{{record.job.enabled}}")
                .routeId("record-job")
                .description("Takes events from the command line")
                .errorHandler(noErrorHandler())
                // By no bean: looking for a bean's method takes a process that lives for one event 20 ms.
                .transform()
                .exchange(JobEntry::read)
                .to("direct:record");
    }

    @SuppressWarnings("unchecked")
    private static EventRecord[] read(Exchange exchange) {
        return ArgoEvent.fromArguments(
                exchange.getMessage().getBody(List.class),
                trigger(Settings.of(exchange.getContext())),
                exchange.getProperty("started", Instant.class),
                exchange.getProperty("received", Instant.class));
    }

    /** The event's fault where it is none: to try again is of no use. */
    private static String trigger(Settings settings) {
        try {
            return settings.checkedText("record.trigger");
        } catch (Settings.Invalid e) {
            throw new BadEventException(e);
        }
    }
}
