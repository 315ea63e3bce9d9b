package io.github.argometer.failure;

import io.github.argometer.record.RecordFailure;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.OnExceptionDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one error policy of all routes: retry what can recover, then tell the caller. A route that names none of
 * these configurations passes its errors on to its caller.
 */
public class Failures extends RouteConfigurationBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** Exchange property: until when the database may be out of reach, as {@link System#nanoTime()}; none = not at all. */
    public static final String PATIENT_UNTIL = "patientUntil";

    @Override
    public void configuration() {
        OnExceptionDefinition sending = routeConfiguration("retry-send")
                .onException(Exception.class)
                .maximumRedeliveries("{{send.retries}}")
                .redeliveryDelay("{{send.retry-delay}}")
                .useExponentialBackOff()
                .backOffMultiplier(2)
                .maximumRedeliveryDelay(60_000)
                .onExceptionOccurredRef("sendAttempts")
                .continued(true); // with the lane's next request
        sending.getRedeliveryPolicyType().allowRedeliveryWhileStopping(false);

        OnExceptionDefinition exporting = routeConfiguration("await-database")
                .onException(Exception.class)
                .retryWhile(Failures::isPatient)
                .redeliveryDelay(1_000)
                .logRetryAttempted(false)
                .onRedelivery(exchange -> LOG.warn(
                        "Asking again: {}",
                        RecordFailure.reason(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class))))
                .logExhausted(false); // the caller is told
        exporting.getRedeliveryPolicyType().allowRedeliveryWhileStopping(false);

        routeConfiguration("answer-http")
                .onException(Throwable.class)
                .handled(true)
                .removeHeaders("*")
                .setHeader(Exchange.CONTENT_TYPE, constant("text/plain; charset=utf-8"))
                .setHeader(Exchange.HTTP_RESPONSE_CODE, method(RecordFailure.class, "httpStatus"))
                .setBody(method(RecordFailure.class, "reason"))
                .log(LoggingLevel.WARN, "answered ${header.CamelHttpResponseCode}: ${body}");
    }

    /** Whether the database is out of reach, and the time in {@link #PATIENT_UNTIL} has not come. */
    private static boolean isPatient(Exchange exchange) {
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Long until = exchange.getProperty(PATIENT_UNTIL, Long.class);
        return until != null && System.nanoTime() - until < 0 && RecordFailure.isOutOfReach(error);
    }
}
