package io.github.argometer.record;

import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/**
 * Where the HTTP trigger's events come in: {@code POST /event/}. Answers 200 with an empty body once the row is committed
 * (Argo Events leaves bodies unread, and each would hold a connection), else the status and reason of the failure.
 */
public class HttpEntry extends RouteBuilder {

    @Override
    public void configure() {
        from("platform-http:/event/?httpMethodRestrict=POST&populateBodyWithForm=false")
                .precondition("{{record.http.enabled}}")
                .routeId("record-http")
                .routeConfigurationId("answer-http")
                .description("Takes events from the HTTP trigger")
                .convertBodyTo(byte[].class)
                .setProperty("received", Instant::now)
                .bean(ArgoEvent.class, "fromHttp")
                .to("direct:record")
                .removeHeaders("*")
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(200))
                .setBody(constant(""));
    }
}
