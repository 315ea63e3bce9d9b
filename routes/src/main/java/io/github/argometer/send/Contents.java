package io.github.argometer.send;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What stands in each message: the payload, made once for all of its kind, and the attributes. */
final class Contents {

    private final SendPlan plan;
    private final Map<Message, String> bodies = new HashMap<>();

    Contents(SendPlan plan) {
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
