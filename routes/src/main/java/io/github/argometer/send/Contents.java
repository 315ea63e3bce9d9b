package io.github.argometer.send;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What stands in each message: the payload, made once for all of its kind, and the attributes. */
final class Contents {

    private final SendPlan plan;
    private final Map<Message, String> bodies = new ConcurrentHashMap<>();

    Contents(SendPlan plan) {
        this.plan = plan;
    }

    String body(Attempt attempt) {
        Message payload = attempt.message().payload();
        String body = bodies.get(payload); // without the lock that computeIfAbsent may take for a key that is there
        return body != null ? body : bodies.computeIfAbsent(payload, Message::json);
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
