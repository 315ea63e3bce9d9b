package io.github.argometer.loadtest.cluster.argo;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.Range;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.argo.EventSource;
import io.github.argometer.plan.Channel;
import io.github.argometer.send.aws.AwsName;
import io.github.argometer.send.aws.AwsService;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One entry of an EventSource: where it takes events from, and under which name it puts them on the bus.
 *
 * @param eventSource the EventSource
 * @param channel what feeds it
 * @param type of the entry, such as {@code sqs} or {@code webhook}: the field below {@code spec} that has it
 * @param eventName the entry's name
 * @param spec the entry of a queue or topic, in which null is what it does not say; null for other types
 */
public record Source(ArgoObject eventSource, Channel channel, String type, String eventName, EventSource.Aws spec) {

    /** The type of a queue of SQS. */
    public static final String SQS = "sqs";

    /** The type of a topic of SNS. */
    public static final String SNS = "sns";

    /** The type of an HTTP endpoint. */
    static final String WEBHOOK = "webhook";

    /** The type of a subject of NATS. */
    static final String NATS = "nats";

    /** Whether it takes events from a queue of SQS. */
    public boolean isQueue() {
        return type.equals(SQS);
    }

    /** Whether a topic of SNS calls it. */
    public boolean isTopic() {
        return type.equals(SNS);
    }

    /** Whether it is a queue or a topic. */
    public boolean isAws() {
        return isQueue() || isTopic();
    }

    /** The shipped channel whose service it is that this queue or topic belongs to. */
    public Channel service() {
        return isTopic() ? Channel.SNS : Channel.SQS;
    }

    /** What this entry reads, as far as it says so; empty where that names no queue or topic. */
    Optional<AwsName> name() {
        return AwsName.of(service(), text(spec.target()))
                .map(name -> isTopic() ? name : new AwsName(text(spec.region()), account(), name.name()));
    }

    /** Where it reads, to be told from other places. */
    List<Object> place() {
        return List.of(name(), text(spec.endpoint()));
    }

    /** What it reads, for people, as precisely as {@code wanted} is. */
    String text(AwsName wanted) {
        if (text(spec.target()).isEmpty()) {
            return wrong(targetField(type), "is missing").missing().get(0).what();
        }
        boolean precisely = !(wanted.region() + wanted.account()).isEmpty() && isQueue();
        String owner = account().isEmpty() ? "" : " of " + account();
        return spec.target() + (precisely ? " in " + text(spec.region()) + owner : "");
    }

    /** The field that names the queue or the topic. */
    public static String targetField(String type) {
        return type.equals(SQS) ? "queue" : "topicArn";
    }

    /** The account of the queue; "" where it is not said. */
    public String account() {
        return spec instanceof EventSource.Sqs sqs ? text(sqs.queueAccountId()) : "";
    }

    /**
     * {@code value}, which this entry has at {@code field}.
     *
     * @throws NotReadyException where it is missing
     */
    public <T> T required(String field, T value) {
        if (value == null || value.equals("")) {
            throw wrong(field, "is missing");
        }
        return value;
    }

    /** Whether {@code field}, which the model does not have, is given. */
    public boolean has(String field) {
        JsonNode value = entry().path(field);
        return value.isObject() || !value.asText("").isEmpty();
    }

    /** The entry as it stands in the cluster. */
    JsonNode entry() {
        return eventSource.spec("/" + type).path(eventName);
    }

    /** The complaint about {@code field} of this entry. */
    public NotReadyException wrong(String field, String what) {
        return eventSource.wrong("%s.%s.%s".formatted(type, eventName, field), what);
    }

    /** The address of the AWS API that this source asks; empty = AWS itself. */
    public Optional<URI> endpoint() {
        String endpoint = text(spec.endpoint());
        if (endpoint.isEmpty()) {
            return Optional.empty();
        }
        String shown = new Range.Url().hides(endpoint) ? "" : "= \"%s\" ".formatted(endpoint);
        return Optional.of(
                AwsService.url(endpoint).orElseThrow(() -> wrong("endpoint", shown + "is not an http or https URL")));
    }

    /** The URL that SNS calls for this source, put together as Argo Events does. */
    public String webhookUrl() {
        EventSource.Webhook webhook = required("webhook", ((EventSource.Sns) spec).webhook());
        String url = required("webhook.url", webhook.url());
        String endpoint = required("webhook.endpoint", webhook.endpoint());
        return url + (endpoint.startsWith("/") ? "" : "/") + endpoint;
    }

    /**
     * The command that makes it subscribe anew. It deletes the pod, and is no rollout: there the old pod, ending last, would take the new
     * one's subscription away.
     */
    public String startAgain() {
        return "kubectl -n %s delete pod -l eventsource-name=%s".formatted(eventSource.namespace(), eventSource.name());
    }

    /** Whether {@code consumer} listens to this source. */
    boolean feeds(Consumer consumer) {
        return toString().equals(consumer.heard());
    }

    @Override
    public String toString() {
        return eventSource.name() + "/" + eventName;
    }

    private static String text(String value) {
        return Objects.toString(value, "");
    }
}
