package io.github.argometer.standin.argo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.loadtest.argo.EventData;
import io.github.argometer.loadtest.argo.EventError;
import io.github.argometer.loadtest.argo.GoJson;
import io.github.argometer.standin.mishap.Mishaps;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.util.function.ThrowingFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** From queues, topics and webhooks to the bus, as Argo Events does it: a message is done with only when it is on the bus. */
final class SourceRoutes extends RouteBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(SourceRoutes.class);

    /** After an error it leaves out 2,000 polls of a millisecond each. */
    private static final String QUEUE = "aws2-sqs:%s?amazonSQSClient=#%s&autoCreateQueue=false&maxMessagesPerPoll=10"
            + "&visibilityTimeout=120&waitTimeSeconds=%d&messageAttributeNames=All&initialDelay=0&delay=1"
            + "&backoffErrorThreshold=1&backoffMultiplier=2000&exceptionHandler=#%s";

    private static final String WEBHOOK = "platform-http:%s?httpMethodRestrict=POST&populateBodyWithForm=false";
    /** Argo Events' answer to a call whose event is on the bus. */
    private static final String SUCCESS = "success";

    private static final String ANY_METHOD = "platform-http:%s?populateBodyWithForm=false";

    private final List<Sources.Queue> queues;
    private final List<Sources.Topic> topics;
    private final List<Sources.Webhook> webhooks;
    private final Bus bus;
    private final Mishaps mishaps;

    /** @param mishaps hear of events that are lost here */
    SourceRoutes(
            List<Sources.Queue> queues,
            List<Sources.Topic> topics,
            List<Sources.Webhook> webhooks,
            Bus bus,
            Mishaps mishaps) {
        this.queues = queues;
        this.topics = topics;
        this.webhooks = webhooks;
        this.bus = bus;
        this.mishaps = mishaps;
    }

    @Override
    public void configure() {
        queues.forEach(this::receive);
        topics.forEach(this::listen);
        webhooks.forEach(this::serve);
    }

    private void receive(Sources.Queue queue) {
        String client = "sqs" + queues.indexOf(queue);
        bindToRegistry(client, queue.client());
        bindToRegistry(client + "-errors", new QueueErrors(queue.outlet().place(), mishaps));
        RouteDefinition route = from(QUEUE.formatted(queue.name(), client, queue.waitSeconds(), client + "-errors"));
        route.routeId("source/" + queue.outlet().id())
                .description("Receives a queue's messages, and deletes those that are on the bus");
        answer(route, queue.outlet(), 500, Throwable.class);
        publish(queue.outlet(), route.process(step(message -> data(message, queue.jsonBody()))));
    }

    private void listen(Sources.Topic topic) {
        RouteDefinition route = from(WEBHOOK.formatted(topic.path()));
        route.routeId("source/" + topic.outlet().id())
                .description("Hears the calls of SNS, the first of which is confirmed");
        answer(route, topic.outlet(), 500, Throwable.class);
        answer(route, topic.outlet(), 400, JsonProcessingException.class);
        answer(route, topic.outlet(), 400, SdkException.class);
        answer(route, topic.outlet(), 200, EventError.class);
        route.process(step(SourceRoutes::json));
        route.filter(type("SubscriptionConfirmation"))
                .process(call ->
                        topic.confirm(body(call.getMessage()).path("Token").asText()));
        publish(
                topic.outlet(),
                route.filter(type("Notification")).process(step(call -> EventData.webhook(headers(call), body(call)))));
        route.removeHeaders("*")
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(200))
                .setBody(constant(""));
    }

    /** What a filter holds back, or cannot judge, is a success too, as in Argo Events. */
    private void serve(Sources.Webhook webhook) {
        RouteDefinition route = from(ANY_METHOD.formatted(webhook.path()));
        route.routeId("source/" + webhook.outlet().id())
                .description("Takes the calls of a path, and answers them when their events are on the bus");
        answer(route, webhook.outlet(), 500, Throwable.class, "failed to record event");
        answer(route, webhook.outlet(), 400, JsonProcessingException.class, "${exception.message}");
        answer(route, webhook.outlet(), 400, Refused.class, "${exception.message}");
        answer(route, webhook.outlet(), 200, EventError.class, SUCCESS);
        publish(webhook.outlet(), route.process(step(call -> data(call, webhook.mostBytes()))));
        route.removeHeaders("*")
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(200))
                .setBody(constant(SUCCESS));
    }

    /** A call that a webhook does not take. */
    private static final class Refused extends Exception {
        Refused(String message) {
            super(message);
        }
    }

    private static String data(Message call, int mostBytes) throws JsonProcessingException, Refused {
        if (!"POST".equals(call.getHeader(Exchange.HTTP_METHOD, String.class))) {
            throw new Refused("http method does not match");
        }
        Map<String, List<String>> headers = headers(call);
        if (isForm(headers)) {
            throw new Refused("the local stand-in takes no forms");
        }
        byte[] body = call.getBody(byte[].class); // a stream, which can be read once
        if (body == null || body.length == 0) {
            throw new Refused("unexpected end of JSON input");
        }
        if (body.length > mostBytes) {
            throw new Refused("failed to parse request body, http: request body too large");
        }
        headers.replaceAll((name, values) ->
                name.equalsIgnoreCase("Authorization") ? List.of("*** Masked Auth Secret ***") : values);
        return EventData.webhook(headers, json(body));
    }

    private static boolean isForm(Map<String, List<String>> headers) {
        return headers.entrySet().stream()
                .anyMatch(header -> header.getKey().equalsIgnoreCase("Content-Type")
                        && header.getValue().get(0).equals("application/x-www-form-urlencoded"));
    }

    /** A step after which the message has another body. */
    private static Processor step(ThrowingFunction<Message, Object, Exception> body) {
        return Mishaps.step(exchange -> exchange.getMessage().setBody(body.apply(exchange.getMessage())));
    }

    /** What becomes of a message that fails by {@code failure}: it is lost; SNS gets {@code status}. */
    private void answer(RouteDefinition route, EventOutlet outlet, int status, Class<? extends Throwable> failure) {
        answer(route, outlet, status, failure, "");
    }

    private void answer(
            RouteDefinition route, EventOutlet outlet, int status, Class<? extends Throwable> failure, String text) {
        route.onException(failure)
                .handled(true)
                .process(mishaps.caught(outlet.place(), ""))
                .removeHeaders("*")
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(status))
                .setBody(simple(text));
    }

    private void publish(EventOutlet outlet, ProcessorDefinition<?> data) {
        data.bean(outlet, "event")
                .filter(simple("${body.isPresent}"))
                .setBody(simple("${body.get}"))
                .process(Mishaps.step(bus::publish))
                .to(outlet.bus() + "?failIfNoConsumers=false&block=false");
    }

    private static Predicate type(String type) {
        return call -> body(call.getMessage()).path("Type").asText().equals(type);
    }

    private static JsonNode json(Message call) throws JsonProcessingException {
        byte[] body = call.getBody(byte[].class);
        return json(body == null ? new byte[0] : body);
    }

    private static JsonNode json(byte[] body) throws JsonProcessingException {
        return GoJson.read(new String(body, StandardCharsets.UTF_8));
    }

    private static JsonNode body(Message call) {
        return call.getBody(JsonNode.class);
    }

    private static Map<String, List<String>> headers(Message call) {
        return call.getHeaders().entrySet().stream()
                .filter(header -> !header.getKey().startsWith("Camel"))
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        header -> header.getValue() instanceof List<?> values
                                ? values.stream().map(String::valueOf).toList()
                                : List.of(String.valueOf(header.getValue()))));
    }

    private static String data(Message received, boolean jsonBody) throws JsonProcessingException {
        Map<?, ?> attributes = received.getHeader(Sqs2Constants.MESSAGE_ATTRIBUTES, Map.class);
        return EventData.sqs(
                received.getHeader(Sqs2Constants.MESSAGE_ID, String.class),
                attributes.entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> (String) entry.getKey(),
                                entry -> attribute((MessageAttributeValue) entry.getValue()))),
                received.getBody(String.class),
                jsonBody);
    }

    private static EventData.Attribute attribute(MessageAttributeValue value) {
        SdkBytes binary = value.binaryValue();
        return new EventData.Attribute(
                value.dataType(), value.stringValue(), binary == null ? null : binary.asByteArray());
    }

    /** A queue that does not answer is asked again; an error ends the run. */
    private record QueueErrors(String place, Mishaps mishaps) implements ExceptionHandler {

        @Override
        public void handleException(Throwable why) {
            if (why instanceof Error) {
                mishaps.failed(place, why);
            } else {
                LOG.warn("local stand-in, {}: the queue does not answer: {}", place, why.getMessage());
            }
        }

        @Override
        public void handleException(String message, Throwable why) {
            handleException(why);
        }

        @Override
        public void handleException(String message, Exchange received, Throwable why) {
            handleException(why);
        }
    }
}
