package io.github.argometer.failure;

import io.github.argometer.record.RecordFailure;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.OnExceptionDefinition;

/**
 * The one error policy of all routes: retry what can recover, then tell the caller. A route that names none of
 * these configurations passes its errors on to its caller.
 */
public class Failures extends RouteConfigurationBuilder {

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

        routeConfiguration("answer-http")
                .onException(Throwable.class)
                .handled(true)
                .removeHeaders("*")
                .setHeader(Exchange.CONTENT_TYPE, constant("text/plain; charset=utf-8"))
                .setHeader(Exchange.HTTP_RESPONSE_CODE, method(RecordFailure.class, "httpStatus"))
                .setBody(method(RecordFailure.class, "reason"))
                .log(LoggingLevel.WARN, "answered ${header.CamelHttpResponseCode}: ${body}");
    }
}
