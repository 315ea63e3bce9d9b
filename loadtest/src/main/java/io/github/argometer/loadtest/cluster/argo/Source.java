package io.github.argometer.loadtest.cluster.argo;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.Range;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.argo.Dependency;
import io.github.argometer.loadtest.argo.EventSource;
import io.github.argometer.loadtest.argo.SecretKey;
import io.github.argometer.send.AwsName;
import io.github.argometer.send.AwsService;
import io.github.argometer.send.Channel;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One entry of an EventSource: where it takes events from, and under which name it puts them on the bus. What the entry does
 * not say is null.
 *
 * @param eventSource the EventSource
 * @param channel the entry's type
 * @param eventName the entry's name
 * @param target the queue's name or the topic's ARN
 * @param region of queue or topic
 * @param account the queue's
 * @param endpointUrl the address of the AWS API
 * @param webhook where SNS calls
 */
public record Source(
        ArgoObject eventSource,
        Channel channel,
        String eventName,
        String target,
        String region,
        String account,
        String endpointUrl,
        SecretKey accessKey,
        SecretKey secretKey,
        EventSource.Webhook webhook) {

    /**
     * The entry {@code name} of {@code eventSource}; only its target is known where it cannot be read and is another's.
     *
     * @throws NotReadyException where an entry for {@code wanted} has a field of another type than Argo Events takes
     */
    static Source of(ArgoObject eventSource, Channel channel, String name, JsonNode entry, AwsName wanted) {
        try {
            return channel == Channel.SQS
                    ? of(eventSource, name, eventSource.part(entry, EventSource.Sqs.class, channel.label(), name))
                    : of(eventSource, name, eventSource.part(entry, EventSource.Sns.class, channel.label(), name));
        } catch (BadInputException e) {
            Source unread = new Source(
                    eventSource,
                    channel,
                    name,
                    entry.path(targetField(channel)).asText(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
            if (unread.name().filter(wanted::mayBe).isPresent()) {
                throw eventSource.wrong(e.getMessage());
            }
            return unread;
        }
    }

    private static Source of(ArgoObject eventSource, String name, EventSource.Sqs sqs) {
        return new Source(
                eventSource,
                Channel.SQS,
                name,
                sqs.queue(),
                sqs.region(),
                sqs.queueAccountId(),
                sqs.endpoint(),
                sqs.accessKey(),
                sqs.secretKey(),
                null);
    }

    private static Source of(ArgoObject eventSource, String name, EventSource.Sns sns) {
        return new Source(
                eventSource,
                Channel.SNS,
                name,
                sns.topicArn(),
                sns.region(),
                null,
                sns.endpoint(),
                sns.accessKey(),
                sns.secretKey(),
                sns.webhook());
    }

    /** The field that names the queue or the topic. */
    public String targetField() {
        return targetField(channel);
    }

    private static String targetField(Channel channel) {
        return channel == Channel.SQS ? "queue" : "topicArn";
    }

    /** What this entry reads, as far as it says so; empty where that names no queue or topic. */
    Optional<AwsName> name() {
        return AwsName.of(channel, or(target))
                .map(name -> channel == Channel.SNS ? name : new AwsName(or(region), or(account), name.name()));
    }

    /** Where it reads, to be told from other places. */
    List<Object> place() {
        return Arrays.asList(name(), endpointUrl);
    }

    /** What it reads, for people, as precisely as {@code wanted} is. */
    String text(AwsName wanted) {
        if (or(target).isEmpty()) {
            return wrong(targetField(), "is missing").missing().get(0).what();
        }
        boolean precisely = !(wanted.region() + wanted.account()).isEmpty() && channel == Channel.SQS;
        return target + (precisely ? " in " + or(region) + (or(account).isEmpty() ? "" : " of " + account) : "");
    }

    /** @throws NotReadyException where {@code value}, which {@code field} of this entry has, is missing */
    public <T> T required(String field, T value) {
        if (value == null || value.equals("")) {
            throw wrong(field, "is missing");
        }
        return value;
    }

    /** Whether {@code field} of this entry is given. */
    public boolean has(String field) {
        JsonNode value = eventSource.spec("/" + channel.label()).path(eventName).path(field);
        return value.isObject() || !value.asText("").isEmpty();
    }

    /** The complaint about {@code field} of this entry. */
    public NotReadyException wrong(String field, String what) {
        return eventSource.wrong("%s.%s.%s".formatted(channel.label(), eventName, field), what);
    }

    /** The address of the AWS API that this source asks; empty = AWS itself. */
    public Optional<URI> endpoint() {
        if (or(endpointUrl).isEmpty()) {
            return Optional.empty();
        }
        String shown = new Range.Url().hides(endpointUrl) ? "" : "= \"%s\" ".formatted(endpointUrl);
        return Optional.of(
                AwsService.url(endpointUrl).orElseThrow(() -> wrong("endpoint", shown + "is no http or https URL")));
    }

    /** The URL that SNS calls for this source, put together as Argo Events does. */
    public String webhookUrl() {
        required("webhook", webhook);
        String path = required("webhook.endpoint", webhook.endpoint());
        return required("webhook.url", webhook.url()) + (path.startsWith("/") ? "" : "/") + path;
    }

    /** Whether {@code dependency} listens to this source. */
    boolean feeds(Dependency dependency) {
        return eventSource.name().equals(dependency.eventSourceName()) && eventName.equals(dependency.eventName());
    }

    @Override
    public String toString() {
        return eventSource.name() + "/" + eventName;
    }

    private static String or(String text) {
        return text == null ? "" : text;
    }
}
