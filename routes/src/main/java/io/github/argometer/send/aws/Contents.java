package io.github.argometer.send.aws;

import io.github.argometer.Times;
import io.github.argometer.plan.Payload;
import io.github.argometer.plan.SendPlan;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What stands in each message: the payload, made once for all of its kind, and the attributes. */
public final class Contents {

    private final SendPlan plan;
    private final Map<Payload, String> bodies = new HashMap<>();

    /** The contents of {@code plan}'s messages. */
    public Contents(SendPlan plan) {
        this.plan = plan;
        plan.payloads().forEach(payload -> bodies.put(payload, payload.json()));
    }

    String body(Attempt attempt) {
        return bodies.get(attempt.message().payload());
    }

    Map<String, String> attributes(Attempt attempt) {
        String sentAt = Times.text(attempt.sent());
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("EventId", attempt.eventId());
        attributes.put("RunId", plan.runId());
        attributes.put("Author", attempt.message().payload().author());
        attributes.put("SentAt", sentAt);
        attributes.put("Timestamp", sentAt);
        return attributes;
    }
}
