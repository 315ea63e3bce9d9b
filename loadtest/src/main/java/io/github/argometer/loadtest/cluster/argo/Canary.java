package io.github.argometer.loadtest.cluster.argo;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Payload;
import io.github.argometer.plan.PlannedMessage;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.send.aws.Attempt;
import io.github.argometer.send.aws.Contents;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Whether a source hears: one whose first attempt to subscribe failed stays deaf although it is subscribed, confirmed and ready later
 * on, and one that has not subscribed yet is ready all the same. Only a message shows it. So one is sent that is no part of any run,
 * and the source's own counter of events that it put on the bus must rise; with a filter, which may hold it back, that of messages that
 * it was done with.
 */
public final class Canary {

    /** The run that it is said to be of; no other may have that name. */
    public static final String RUN = "canary";

    /** After so many looks it is sent again. */
    private static final int AGAIN = 10;

    /**
     * What is sent.
     *
     * @param attributes or headers, by name
     */
    public record Message(String body, Map<String, String> attributes) {

        /** Of the shipped channels: no Sensor lets it through. */
        public static final Message SHIPPED = new Message("""
                {"id": 0, "greeting": "hello", "message": "is anybody there", "author": "canary"}""", Map.of("EventId", RUN, "RunId", RUN));

        /**
         * For {@code channel} of {@code plan}: of one's own, the first message that must fire a trigger, and that is recorded too.
         *
         * @throws NotReadyException where its placeholders have no value in it
         */
        public static Message of(SendPlan plan, Channel channel) {
            if (plan.isShipped()) {
                return SHIPPED;
            }
            SendPlan canary = plan.named(RUN);
            Payload payload = canary.payloads().stream()
                    .filter(one -> one.isExpected(channel))
                    .findFirst()
                    .orElse(canary.payloads().get(0));
            Instant now = Clock.systemUTC().instant();
            PlannedMessage message = new PlannedMessage(0, payload, Duration.ZERO);
            Attempt attempt = new Attempt(channel, message, canary.eventId(channel, 0), "", 1, now, now);
            Contents contents = new Contents(canary);
            try {
                return new Message(contents.body(attempt), contents.attributes(attempt, text -> text));
            } catch (IllegalArgumentException e) {
                throw new NotReadyException(
                        "the first message of payload %s for channel %s, which shows that the source hears, must be %s"
                                .formatted(payload.name(), channel, e.getMessage()),
                        "check the payload's placeholders, and what they choose from");
            }
        }
    }

    private final Source source;
    private final KubernetesClient client;
    private Counters.Count before;
    private int looks;

    /** Of {@code source}, which counts in the cluster of {@code client}; nothing is sent yet. */
    public Canary(Source source, KubernetesClient client) {
        this.source = source;
        this.client = client;
    }

    /**
     * A look at the source, and at the first and each tenth a message to it.
     *
     * @param send sends it; throws where that fails
     * @param from what the source reads, for people
     */
    public List<Missing> hearing(Runnable send, String from) {
        Counters.Count now;
        try {
            now = new Counters(client).of(source, source.has("filter") ? Counters.RECEIVED : "events_sent_total");
        } catch (NotReadyException e) {
            return e.missing();
        }
        Long more = now.more(before);
        if (looks > 0 && more != null && more > 0) {
            return List.of();
        }
        if (more == null) {
            looks = 0; // the first look, or at another pod than before
        }
        if (looks % AGAIN == 0) {
            before = now;
            send.run();
        }
        looks++; // not where it was refused: another's event must not pass for this one
        return List.of(new Missing(
                "EventSource %s has not put a test message from %s on the bus".formatted(source, from),
                "if this lasts, the source is deaf; start it again: " + source.startAgain()));
    }
}
