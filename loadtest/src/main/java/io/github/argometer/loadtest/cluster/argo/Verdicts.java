package io.github.argometer.loadtest.cluster.argo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.argo.CloudEvent;
import io.github.argometer.loadtest.argo.Dependency;
import io.github.argometer.loadtest.argo.EventData;
import io.github.argometer.loadtest.argo.EventError;
import io.github.argometer.loadtest.argo.EventSource;
import io.github.argometer.loadtest.argo.GoJson;
import io.github.argometer.loadtest.evidence.Evidence.Verdict;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Flow;
import io.github.argometer.plan.Payload;
import io.github.argometer.plan.PlannedMessage;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.send.aws.Attempt;
import io.github.argometer.send.aws.Contents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * What the filters on a path say to each content of a plan: those of the objects that the cluster has, decided here as Argo Events
 * would. A message's own id and times are part of what a filter sees, so each content is judged as the first and as the last message
 * of the run, and one with texts to be chosen as many; where they differ, nothing is said of it.
 */
public final class Verdicts {

    /** The types of which it is known what a source makes of a message. */
    private static final Set<String> KNOWN = Set.of(Source.SQS, Source.SNS, Source.WEBHOOK, Source.NATS);

    /** So many messages are judged of a payload that lets texts be chosen. */
    private static final int CHOICES = 256;

    private static final String NO_ID = "00000000-0000-0000-0000-000000000000";

    /** What a filter says to the data of an event, JSON. */
    private interface Filter {
        boolean passes(String data) throws EventError, JsonProcessingException;
    }

    private final SendPlan plan;
    private final Contents contents;

    /** Of the contents of {@code plan}. */
    public Verdicts(SendPlan plan) {
        this.plan = plan;
        this.contents = new Contents(plan);
    }

    /**
     * What is said in {@code flow}, once to each content; nothing by an object that is another one at the end of the run than at its
     * start, or another version of it, nor by one with fields that Argo Events heeds and this program does not know.
     *
     * @param before the path at the start
     * @param after the path at the end
     */
    public List<Verdict> of(Flow flow, EventPath before, EventPath after) {
        List<Verdict> verdicts = new ArrayList<>();
        EventPath.Way way = before.way(flow);
        EventPath.Way later = after.way(flow);
        if (way == null
                || later == null
                || !plan.channels().contains(flow.channel())
                || !KNOWN.contains(way.source().type())) {
            return verdicts;
        }
        Source source = way.source();
        boolean stayed = source.eventSource()
                .version()
                .equals(later.source().eventSource().version());
        Optional<Filter> filter = stayed ? filter(source) : Optional.empty();
        List<Optional<Filter>> dependencies = versions(way).equals(versions(later))
                ? way.consumers().stream()
                        .map(consumer -> filter(source, consumer))
                        .toList()
                : List.of(Optional.empty());
        Set<List<Object>> done = new HashSet<>();
        for (Payload payload : plan.payloads()) {
            if (done.add(List.of(payload.id(), payload.name()))) {
                List<String> data = LongStream.concat(
                                LongStream.range(
                                        0, payload.choose().isEmpty() ? 1 : Math.min(CHOICES, plan.messages())),
                                LongStream.of(plan.messages() - 1))
                        .mapToObj(number -> data(source, payload, number))
                        .flatMap(Optional::stream)
                        .distinct()
                        .toList();
                List<String> said = dependencies.stream()
                        .map(dependency -> said(dependency, data))
                        .toList();
                verdicts.add(new Verdict(payload.id(), payload.name(), said(filter, data), together(said)));
            }
        }
        return verdicts;
    }

    private static List<Object> versions(EventPath.Way way) {
        return way.consumers().stream()
                .map(consumer ->
                        (Object) List.of(consumer.name(), consumer.sensor().version()))
                .toList();
    }

    /** An event that one dependency takes goes on. */
    private static String together(List<String> said) {
        return said.contains(Verdict.PASSES)
                ? Verdict.PASSES
                : said.stream().distinct().count() == 1 ? said.get(0) : null;
    }

    private static Optional<Filter> filter(Source source) {
        JsonNode filter = source.entry().path("filter");
        if (filter.isMissingNode()) {
            return Optional.of(data -> true);
        }
        return source.eventSource()
                .exactly(filter, EventSource.Filter.class)
                .map(own -> data -> own.expression().passes(GoJson.read(data)));
    }

    private static Optional<Filter> filter(Source source, Consumer consumer) {
        for (JsonNode dependency : consumer.sensor().spec("/dependencies")) {
            if (dependency.path("name").asText().equals(consumer.dependency().name())) {
                return consumer.sensor()
                        .exactly(dependency, Dependency.class)
                        .map(own -> data -> own.take(CloudEvent.of(
                                        source.eventSource().name(),
                                        source.type(),
                                        source.eventName(),
                                        Instant.EPOCH,
                                        data))
                                .isPresent());
            }
        }
        return Optional.empty();
    }

    private static String said(Optional<Filter> filter, List<String> data) {
        List<String> said = data.stream()
                .map(one -> filter.map(own -> said(own, one)).orElse(null))
                .distinct()
                .toList();
        return said.size() == 1 ? said.get(0) : null;
    }

    private static String said(Filter filter, String data) {
        if (data.isEmpty()) {
            return Verdict.FAILS + "its body is no JSON";
        }
        try {
            return filter.passes(data) ? Verdict.PASSES : Verdict.DROPS;
        } catch (EventError | JsonProcessingException e) {
            return Verdict.FAILS + e.getMessage();
        }
    }

    /** The data of the event that {@code source} makes of a message, "" where it makes none; empty where there is no such message. */
    private Optional<String> data(Source source, Payload payload, long number) {
        Channel channel = source.channel();
        Instant sent = number == 0 ? Instant.EPOCH : Instant.now();
        PlannedMessage message = new PlannedMessage(number, payload, Duration.ZERO);
        Attempt attempt = new Attempt(channel, message, plan.eventId(channel, number), "", 1, sent, sent);
        String body;
        try {
            body = contents.body(attempt);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // what was chosen does not go together, and so it was not sent either
        }
        try {
            ObjectNode data = (ObjectNode) GoJson.read(
                    switch (source.type()) {
                        case Source.SQS ->
                            EventData.sqs(
                                    NO_ID,
                                    contents.attributes(attempt, text -> new EventData.Attribute("String", text, null)),
                                    body,
                                    ((EventSource.Sqs) source.spec()).jsonBody());
                        case Source.SNS -> EventData.webhook(headers(source), envelope(source, attempt, body));
                        case Source.WEBHOOK -> EventData.webhook(headers(attempt), GoJson.read(body));
                        default ->
                            EventData.nats(
                                    source.entry().path("subject").asText(),
                                    contents.attributes(attempt, List::of),
                                    body,
                                    source.entry().path("jsonBody").asBoolean());
                    });
            if (source.entry().path("metadata").isObject()) {
                data.set("metadata", source.entry().path("metadata"));
            }
            return Optional.of(GoJson.text(data));
        } catch (JsonProcessingException e) {
            return Optional.of("");
        }
    }

    /** Those that filters can be expected to look at. */
    private Map<String, List<String>> headers(Attempt attempt) {
        Map<String, List<String>> headers = new HashMap<>(contents.attributes(attempt, List::of));
        headers.put("Content-Type", List.of("application/json"));
        return headers;
    }

    private static Map<String, List<String>> headers(Source source) {
        return Map.of(
                "User-Agent", List.of("Amazon Simple Notification Service Agent"),
                "Content-Type", List.of("text/plain; charset=UTF-8"),
                "X-Amz-Sns-Message-Id", List.of(NO_ID),
                "X-Amz-Sns-Message-Type", List.of("Notification"),
                "X-Amz-Sns-Subscription-Arn", List.of(source.spec().target() + ":" + NO_ID),
                "X-Amz-Sns-Topic-Arn", List.of(source.spec().target()));
    }

    /** What SNS sends: https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html. */
    private ObjectNode envelope(Source source, Attempt attempt, String body) {
        ObjectNode envelope = GoJson.MAPPER.createObjectNode();
        envelope.put("Type", "Notification")
                .put("MessageId", NO_ID)
                .put("TopicArn", source.spec().target())
                .put("Message", body)
                .put("Timestamp", attempt.sent().toString())
                .put("SignatureVersion", "1")
                .put("Signature", "")
                .put("SigningCertURL", "")
                .put("UnsubscribeURL", "");
        ObjectNode attributes = envelope.putObject("MessageAttributes");
        contents.attributes(attempt, text -> text)
                .forEach((name, text) ->
                        attributes.putObject(name).put("Type", "String").put("Value", text));
        return envelope;
    }
}
