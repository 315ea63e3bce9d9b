package io.github.argometer.record;

import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.SqlParameterValue;

/**
 * One row of {@code argo_event_record}, without what the database adds. A time finer than a microsecond is cut, here and
 * nowhere else: driver and server would round it, each by its own rule, into a time that had not come yet.
 *
 * @param eventId the sender's id of the message, unique in the world: at most 128 ASCII characters
 * @param trigger whose delivery it is: at most 128 ASCII characters, "" for the shipped Sensors'
 * @param runId the run that sent it: at most 64 characters
 * @param payloadId the payload's {@code id}; null but for the demo
 * @param eventType the channel, such as {@code sqs}: at most 32 characters
 * @param customMessage the payload's {@code message}: at most 1,024 characters; null but for the demo
 * @param author the payload's {@code author}: at most 255 characters; null but for the demo
 * @param eventTimestamp when the generator sent it, to the microsecond
 * @param sourceTimestamp when the source had it, in whole seconds of its clock; null if the event does not say
 * @param snsTimestamp when SNS had it, in milliseconds of its clock; null but for the demo's SNS
 * @param processTimestamp when the recorder's process started, if it was started for this event; else null
 * @param receivedTimestamp when the recorder had it, by the recorder's clock
 */
public record EventRecord(
        String eventId,
        String trigger,
        String runId,
        Integer payloadId,
        String eventType,
        String customMessage,
        String author,
        Instant eventTimestamp,
        Instant sourceTimestamp,
        Instant snsTimestamp,
        Instant processTimestamp,
        Instant receivedTimestamp) {

    /** Cuts the times to microseconds. */
    public EventRecord {
        eventTimestamp = cut(eventTimestamp);
        sourceTimestamp = cut(sourceTimestamp);
        snsTimestamp = cut(snsTimestamp);
        processTimestamp = cut(processTimestamp);
        receivedTimestamp = cut(receivedTimestamp);
    }

    private static Instant cut(Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.MICROS);
    }

    /** What no two rows have in common; an event id has no blank. */
    String key() {
        return eventId + " " + trigger;
    }

    /** The row's values under the names of the insert's parameters; times are UTC without a zone, as columns are. */
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("eventId", eventId);
        parameters.put("triggerName", trigger);
        parameters.put("runId", runId);
        parameters.put("payloadId", orNull(Types.INTEGER, payloadId));
        parameters.put("eventType", eventType);
        parameters.put("customMessage", orNull(Types.VARCHAR, customMessage));
        parameters.put("author", orNull(Types.VARCHAR, author));
        parameters.put("eventTimestamp", utc(eventTimestamp));
        parameters.put("sourceTimestamp", utc(sourceTimestamp));
        parameters.put("snsTimestamp", utc(snsTimestamp));
        parameters.put("processTimestamp", utc(processTimestamp));
        parameters.put("receivedTimestamp", utc(receivedTimestamp));
        return parameters;
    }

    private static Object utc(Instant time) {
        return orNull(Types.TIMESTAMP, time == null ? null : LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    }

    /** No value has its type with it: else Spring asks the driver for one, who answers each time by an exception. */
    private static Object orNull(int type, Object value) {
        return value == null ? new SqlParameterValue(type, null) : value;
    }
}
