package io.github.argometer.send.aws;

import io.github.argometer.Times;
import io.github.argometer.plan.Payload;
import io.github.argometer.plan.SendPlan;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** What stands in each message: the payload, made once for all of its kind, and the attributes. */
public final class Contents {

    private final SendPlan plan;
    private final Map<Payload, String> bodies = new HashMap<>();

    /** The contents of {@code plan}'s messages. */
    public Contents(SendPlan plan) {
        this.plan = plan;
        plan.payloads().forEach(payload -> bodies.put(payload, payload.json()));
    }

    /** The payload of {@code attempt}, JSON. */
    public String body(Attempt attempt) {
        return bodies.get(attempt.message().payload());
    }

    /** The attributes by name, each as {@code value} makes it of its text. */
    public <A> Map<String, A> attributes(Attempt attempt, Function<String, A> value) {
        A sentAt = value.apply(Times.text(attempt.sent()));
        Map<String, A> attributes = new LinkedHashMap<>();
        attributes.put("EventId", value.apply(attempt.eventId()));
        attributes.put("RunId", value.apply(plan.runId()));
        attributes.put("Author", value.apply(attempt.message().payload().author()));
        attributes.put("SentAt", sentAt);
        attributes.put("Timestamp", sentAt);
        return attributes;
    }
}
