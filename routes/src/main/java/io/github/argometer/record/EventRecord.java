package io.github.argometer.record;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * One row of {@code argo_event_record}, without what the database adds.
 *
 * @param eventId the sender's id of the message, unique in the world: at most 128 ASCII characters
 * @param runId the run that sent it: at most 64 characters
 * @param payloadId the payload's {@code id}
 * @param eventType {@code sqs} or {@code sns}
 * @param customMessage the payload's {@code message}: at most 1,024 characters
 * @param author the payload's {@code author}: at most 255 characters
 * @param eventTimestamp when the generator sent it, to the microsecond
 */
public record EventRecord(
        String eventId,
        String runId,
        int payloadId,
        String eventType,
        String customMessage,
        String author,
        Instant eventTimestamp) {

    /** The row's values under the names of the insert's parameters; times are UTC without a zone, as columns are. */
    public Map<String, Object> parameters() {
        return Map.of(
                "eventId", eventId,
                "runId", runId,
                "payloadId", payloadId,
                "eventType", eventType,
                "customMessage", customMessage,
                "author", author,
                "eventTimestamp", LocalDateTime.ofInstant(eventTimestamp, ZoneOffset.UTC));
    }
}
