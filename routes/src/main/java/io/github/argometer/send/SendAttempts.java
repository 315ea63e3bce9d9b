package io.github.argometer.send;

import io.github.argometer.plan.Channel;
import io.github.argometer.plan.PlannedMessage;
import io.github.argometer.send.SendLedger.Ended;
import io.github.argometer.send.aws.Answer;
import io.github.argometer.send.aws.Attempt;
import io.github.argometer.send.aws.Outcome;
import io.github.argometer.send.aws.Requests;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Turns planned messages into requests and keeps the ledger of them: writes each attempt down just before it is made, and
 * how it ended, with the lane's next attempt where that is due at once. Both travel as exchange properties, since headers
 * become message attributes; after a request that took some messages of a batch only the others are left there.
 */
public final class SendAttempts implements Processor {

    private static final String ATTEMPTS = "attempts";
    private static final String UNDER_WAY = "underWay";
    private static final String LANE = "lane";

    /** Some messages of a request were not accepted, and stand in the ledger so. */
    private static final class NotAccepted extends Exception {
        private NotAccepted(String message) {
            super(message);
        }
    }

    private final Schedule schedule;
    private final SendLedger ledger;
    private final SendMetrics metrics;
    private final Clock clock;
    private final long retries;
    private final AtomicInteger lanes = new AtomicInteger();

    SendAttempts(Schedule schedule, SendLedger ledger, SendMetrics metrics, long retries, Clock clock) {
        this.schedule = schedule;
        this.ledger = ledger;
        this.metrics = metrics;
        this.clock = clock;
        this.retries = retries;
    }

    /** Whether no lane has anything to send, or to write down, or to try again. */
    boolean resting() {
        return lanes.get() == 0;
    }

    /** Sends one request after the other, and writes down how one ended with the next; whatever ends it, the last one's end too. */
    final class Lane implements AutoCloseable {

        private final Channel channel;
        private final Pacer pacer;
        private List<Ended> ended = List.of();

        Lane(Channel channel, Pacer pacer) {
            this.channel = channel;
            this.pacer = pacer;
            lanes.incrementAndGet();
        }

        /** Puts the next request into {@code exchange} once it is due; false where there is none. */
        boolean next(Exchange exchange) {
            List<PlannedMessage> due = pacer.due(this::writeEnded);
            if (due.isEmpty()) {
                return false;
            }
            List<Attempt> attempts = new ArrayList<>(due.size());
            for (PlannedMessage message : due) {
                attempts.add(ledger.first(channel, message, schedule.intended(message)));
            }
            exchange.setProperty(LANE, this);
            exchange.setProperty(ATTEMPTS, attempts);
            return true;
        }

        private List<Ended> takeEnded() {
            List<Ended> taken = ended;
            ended = List.of();
            return taken;
        }

        private void writeEnded() {
            ledger.ended(takeEnded());
        }

        @Override
        public void close() {
            try {
                writeEnded();
            } finally {
                lanes.decrementAndGet();
            }
        }
    }

    /**
     * Writes the attempts down as started, and then makes their request, with the time that it goes out. A lane that was stopped
     * while it waited to try again ends instead.
     */
    Processor start(Requests requests) {
        return exchange -> {
            Lane lane = exchange.getProperty(LANE, Lane.class);
            List<Attempt> attempts = attempts(exchange);
            if (attempts.get(0).number() > 1 && lane.pacer.stopped()) {
                exchange.setRouteStop(true);
                return;
            }
            ledger.started(attempts, clock.instant(), lane.takeEnded());
            exchange.setProperty(UNDER_WAY, true);
            Instant sent = clock.instant();
            attempts.replaceAll(attempt -> attempt.at(sent));
            for (Attempt attempt : attempts) {
                if (attempt.number() == 1) {
                    metrics.sent(attempt);
                }
            }
            try {
                requests.fill(exchange.getMessage(), attempts);
            } catch (Exception e) {
                throw new Requests.NotMade(e);
            }
        };
    }

    /** Takes what the service answered, to be written down with the lane's next attempt; throws where it did not take all. */
    Processor answered(Requests requests) {
        return exchange -> {
            Instant now = clock.instant();
            Lane lane = exchange.getProperty(LANE, Lane.class);
            List<Attempt> attempts = attempts(exchange);
            List<Answer> answers = requests.answers(exchange.getMessage(), attempts);
            List<Ended> ended = new ArrayList<>(attempts.size());
            List<Attempt> again = new ArrayList<>();
            for (int i = 0; i < attempts.size(); i++) {
                Answer answer = answers.get(i);
                boolean accepted = answer.outcome() == Outcome.ACCEPTED;
                ended.add(new Ended(
                        attempts.get(i), now, answer.outcome(), answer.detail(), accepted || last(attempts.get(i))));
                if (!accepted) {
                    again.add(attempts.get(i).again());
                }
            }
            exchange.removeProperty(UNDER_WAY);
            lane.ended = ended;
            exchange.setProperty(ATTEMPTS, again);
            if (!again.isEmpty()) {
                lane.writeEnded();
                throw new NotAccepted(
                        String.format(Locale.ROOT, "%d of %d messages not accepted", again.size(), attempts.size()));
            }
        };
    }

    /** As soon as a request has failed: writes its attempts down, and makes the next of them. */
    @Override
    public void process(Exchange exchange) {
        // Taken, since Camel would make it a suppressed one of the exchange's next error.
        failed(exchange, (Throwable) exchange.removeProperty(Exchange.EXCEPTION_CAUGHT));
    }

    /** Writes down how a request failed, unless that is done; a route that was stopped by force asks no error handler. */
    void failed(Exchange exchange, Throwable error) {
        if (exchange.removeProperty(UNDER_WAY) == null || ledger.isBroken()) {
            return; // no attempt of which the end is to be written, or none that can be, which ends the run
        }
        Instant now = clock.instant();
        Outcome outcome = Outcome.of(error);
        List<Attempt> attempts = attempts(exchange);
        ledger.ended(attempts.stream()
                .map(attempt -> new Ended(attempt, now, outcome, error.toString(), last(attempt)))
                .toList());
        attempts.replaceAll(Attempt::again);
    }

    private boolean last(Attempt attempt) {
        return attempt.number() > retries;
    }

    @SuppressWarnings("unchecked")
    private static List<Attempt> attempts(Exchange exchange) {
        return exchange.getProperty(ATTEMPTS, List.class);
    }
}
