package io.github.argometer.standin.argo;

import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.argo.CloudEvent;
import io.github.argometer.loadtest.bus.Acknowledgement;
import io.github.argometer.loadtest.bus.BusEvent;
import io.github.argometer.loadtest.bus.BusEvents;
import io.github.argometer.loadtest.bus.BusTable;
import io.github.argometer.loadtest.evidence.BusState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** What the stand-in's bus can tell, as one of Argo Events can: each event that it got, and when each trigger was done with it. */
final class Bus implements BusEvents {

    /** The property of an exchange that has the place of its event on the bus. */
    private static final String SEQUENCE = "argometer-sequence";

    private final Clock clock;
    private long last;
    /** The last event before the run; what becomes of it and of those before is no concern of the run's. */
    private long before;
    /** Null while no run follows it. */
    private BusTable events;

    private BusTable acknowledgements;
    /** What triggers have taken and are not done with. */
    private final Set<Acknowledgement> underWay = new LinkedHashSet<>();

    private UncheckedIOException unwritten;

    Bus(Clock clock) {
        this.clock = clock;
    }

    /** The event in {@code exchange} is on the bus now. */
    synchronized void publish(Exchange exchange) {
        long sequence = ++last;
        exchange.setProperty(SEQUENCE, sequence);
        if (events != null) {
            CloudEvent event = exchange.getMessage().getBody(CloudEvent.class);
            write(() -> events.add(BusEvent.of(event, clock.instant(), sequence)));
        }
    }

    /** {@code trigger} has got the event in {@code exchange}, and acknowledges it when it is done with that, one way or another. */
    void take(SensorTrigger trigger, Exchange exchange) {
        CloudEvent event = exchange.getMessage().getBody(CloudEvent.class);
        String[] names = trigger.name().split("/", 2);
        Acknowledgement taken = new Acknowledgement(
                exchange.getProperty(SEQUENCE, Long.class),
                event.source(),
                event.subject(),
                names[0],
                names[1],
                clock.instant(),
                null,
                1);
        begin(taken);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                acknowledge(taken);
            }
        });
    }

    private synchronized void begin(Acknowledgement taken) {
        underWay.add(taken);
    }

    private synchronized void acknowledge(Acknowledgement taken) {
        underWay.remove(taken);
        add(taken.doneAt(clock.instant()));
    }

    private void add(Acknowledgement acknowledgement) {
        if (acknowledgements != null && acknowledgement.sequence() > before) {
            write(() -> acknowledgements.add(acknowledgement));
        }
    }

    /** A line that cannot be written ends the files, and not the event. */
    private void write(Runnable line) {
        try {
            if (unwritten == null) {
                line.run();
            }
        } catch (UncheckedIOException e) {
            unwritten = e;
        }
    }

    @Override
    public synchronized void follow(RunFiles files) throws IOException {
        events = BusTable.events(files.bus());
        acknowledgements = BusTable.acknowledgements(files.acks());
        before = last;
    }

    @Override
    public synchronized BusState end() throws IOException {
        if (acknowledgements == null) {
            throw new NotReadyException("its events could not be written", "see the error before");
        }
        try (BusTable got = events;
                BusTable done = acknowledgements) {
            underWay.forEach(this::add);
            events = null;
            acknowledgements = null;
            if (unwritten != null) {
                throw unwritten;
            }
            got.keep();
            done.keep();
            return new BusState(got.count(), 0, false, true, 0);
        }
    }
}
