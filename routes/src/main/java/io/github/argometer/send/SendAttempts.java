package io.github.argometer.send;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Turns a planned message into a request and keeps the ledger of it: stamps each attempt just before it is made, and
 * writes down how it ended. The attempt travels as an exchange property, since headers become message attributes.
 */
public final class SendAttempts implements Processor {

    private static final String ATTEMPT = "attempt";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SendPlan plan;
    private final Schedule schedule;
    private final SendLedger ledger;
    private final Clock clock;

    SendAttempts(SendPlan plan, Schedule schedule, SendLedger ledger, Clock clock) {
        this.plan = plan;
        this.schedule = schedule;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Makes the body of a {@link PlannedMessage} into the first attempt to send it to {@code channel}. */
    Processor first(Channel channel) {
        return exchange -> {
            ledger.check();
            PlannedMessage planned = exchange.getMessage().getBody(PlannedMessage.class);
            exchange.getMessage().removeHeaders("*");
            stamp(exchange, new Attempt(channel, planned, 1, schedule.intended(planned), clock.instant()));
        };
    }

    /** Before a redelivery: writes down the attempt that failed, and stamps the next. */
    @Override
    public void process(Exchange exchange) throws JsonProcessingException {
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Instant now = clock.instant();
        ledger.retried(attempt(exchange), now, Outcome.of(error), error.toString());
        stamp(exchange, attempt(exchange).again(clock.instant()));
    }

    /** After the service has taken the message; {@code messageId} is the service's own. */
    void accepted(Exchange exchange, String messageId) {
        ledger.ended(attempt(exchange), clock.instant(), Outcome.ACCEPTED, messageId);
    }

    /** After the last attempt has failed. */
    public void failed(Exchange exchange) {
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        ledger.ended(attempt(exchange), clock.instant(), Outcome.of(error), error.toString());
    }

    private static Attempt attempt(Exchange exchange) {
        return exchange.getProperty(ATTEMPT, Attempt.class);
    }

    private void stamp(Exchange exchange, Attempt attempt) throws JsonProcessingException {
        exchange.setProperty(ATTEMPT, attempt);
        String sentAt = Times.text(attempt.sent());
        PlannedMessage planned = attempt.message();
        Message message = exchange.getMessage();
        message.setHeader("EventId", plan.eventId(attempt.channel(), planned.number()));
        message.setHeader("RunId", plan.runId());
        message.setHeader("Author", planned.payload().author());
        message.setHeader("SentAt", sentAt);
        message.setHeader("Timestamp", sentAt);
        message.setBody(JSON.writeValueAsString(planned.payload()));
    }
}
