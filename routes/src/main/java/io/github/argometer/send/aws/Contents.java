package io.github.argometer.send.aws;

import io.github.argometer.Times;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Payload;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.plan.message.MarkPath;
import io.github.argometer.plan.message.Template;
import io.github.argometer.record.Mark;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What stands in each message. The shipped channels' have the payload and attributes that the shipped EventSources and recorders
 * know; those of one's own have their text and the mark, and nothing else. Needs no running context.
 */
public final class Contents {

    /** The text of a message of one payload. */
    private interface Body {
        String of(Attempt attempt);
    }

    private final SendPlan plan;
    private final boolean shipped;
    /** Of one's own channels, each by the place of its payload. */
    private final Map<Channel, List<Body>> bodies = new HashMap<>();

    /** The contents of {@code plan}'s messages. */
    public Contents(SendPlan plan) {
        this.plan = plan;
        this.shipped = plan.isShipped();
        if (!shipped) {
            plan.targets()
                    .forEach((channel, target) -> bodies.put(
                            channel,
                            plan.payloads().stream()
                                    .map(payload -> body(payload, target.mark()))
                                    .toList()));
        }
    }

    /** The body of {@code attempt}. */
    public String body(Attempt attempt) {
        Payload payload = attempt.message().payload();
        return shipped
                ? payload.text()
                : bodies.get(attempt.channel()).get(payload.place()).of(attempt);
    }

    /** The attributes, or headers, by name, each as {@code value} makes it of its text. */
    public <A> Map<String, A> attributes(Attempt attempt, Function<String, A> value) {
        if (!shipped) {
            return plan.targets().get(attempt.channel()).mark().isHeader()
                    ? Map.of(MarkPath.NAME, value.apply(mark(attempt)))
                    : Map.of();
        }
        A sentAt = value.apply(Times.text(attempt.sent()));
        Map<String, A> attributes = new LinkedHashMap<>();
        attributes.put("EventId", value.apply(attempt.eventId()));
        attributes.put("RunId", value.apply(plan.runId()));
        attributes.put("Author", value.apply(attempt.message().payload().name()));
        attributes.put("SentAt", sentAt);
        attributes.put("Timestamp", sentAt);
        return attributes;
    }

    /** What does not change from message to message is made once. */
    private Body body(Payload payload, MarkPath mark) {
        Template template = payload.template();
        if (mark.isHeader()) {
            return template.isPlain() ? attempt -> payload.text() : attempt -> template.text(values(attempt));
        }
        if (template.isPlain()) {
            MarkPath.Place place = mark.in(payload.text());
            return attempt -> place.with(mark(attempt));
        }
        return attempt -> mark.in(template.text(values(attempt))).with(mark(attempt));
    }

    private Map<String, String> values(Attempt attempt) {
        Map<String, String> values = plan.chosen(attempt.message());
        values.put("number", Long.toString(attempt.message().number()));
        values.put("runId", plan.runId());
        values.put("eventId", attempt.eventId());
        values.put("sentAt", Times.text(attempt.sent()));
        return values;
    }

    private static String mark(Attempt attempt) {
        return Mark.text(attempt.eventId(), Times.text(attempt.sent()));
    }
}
