package io.github.argometer.standin.argo;

import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.argo.CloudEvent;
import io.github.argometer.loadtest.bus.Acknowledgement;
import io.github.argometer.loadtest.bus.BusEvent;
import io.github.argometer.loadtest.bus.BusTable;
import io.github.argometer.loadtest.cluster.SystemUnderTest.BusEvents;
import io.github.argometer.loadtest.evidence.BusState;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** What the stand-in's bus can tell, as one of Argo Events can: each event that it got, and when each trigger was done with it. */
final class Bus implements BusEvents {

    /** The property of an exchange that has the place of its event on the bus. */
    private static final String SEQUENCE = "argometer-sequence";

    private final Clock clock;
    private final AtomicLong last = new AtomicLong();
    /** Null while no run follows it. */
    private volatile BusTable events;

    private volatile BusTable acknowledgements;

    Bus(Clock clock) {
        this.clock = clock;
    }

    /** The event in {@code exchange} is on the bus now. */
    void publish(Exchange exchange) {
        long sequence = last.incrementAndGet();
        exchange.setProperty(SEQUENCE, sequence);
        if (events != null) {
            events.add(BusEvent.of(exchange.getMessage().getBody(CloudEvent.class), clock.instant(), sequence));
        }
    }

    /** {@code trigger} has got the event in {@code exchange}, and acknowledges it when it is done with that, one way or another. */
    void take(SensorTrigger trigger, Exchange exchange) {
        CloudEvent event = exchange.getMessage().getBody(CloudEvent.class);
        Instant taken = clock.instant();
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                if (acknowledgements != null) {
                    String[] names = trigger.name().split("/", 2);
                    acknowledgements.add(new Acknowledgement(
                            exchange.getProperty(SEQUENCE, Long.class),
                            event.source(),
                            event.subject(),
                            names[0],
                            names[1],
                            taken,
                            clock.instant(),
                            1));
                }
            }
        });
    }

    @Override
    public void follow(RunFiles files) throws IOException {
        events = BusTable.events(files.bus());
        acknowledgements = BusTable.acknowledgements(files.acks());
    }

    @Override
    public BusState end() throws IOException {
        try (BusTable got = events;
                BusTable done = acknowledgements) {
            events = null;
            acknowledgements = null;
            got.keep();
            done.keep();
            return new BusState(got.count(), 0, false, true, 0);
        }
    }
}
