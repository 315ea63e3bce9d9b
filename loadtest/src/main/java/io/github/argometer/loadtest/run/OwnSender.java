package io.github.argometer.loadtest.run;

import io.github.argometer.send.Channel;
import io.github.argometer.send.Schedule;
import io.github.argometer.send.SendLedger;
import io.github.argometer.send.SendMetrics;
import io.github.argometer.send.SteadyClock;
import io.github.argometer.send.Worker;
import java.util.List;

/** Sending by the routes of this process, whose ledger is in the run's folder from the start. */
final class OwnSender implements Sender {

    private final Routes routes;
    private final SendLedger ledger;
    private final SendMetrics metrics;

    OwnSender(Routes routes) {
        this.routes = routes;
        this.ledger = routes.bean("sendLedger", SendLedger.class);
        this.metrics = routes.bean("sendMetrics", SendMetrics.class);
    }

    @Override
    public Worker.Sent sent(Channel channel) {
        ledger.check();
        return Worker.Sent.of(channel, ledger, metrics);
    }

    @Override
    public void collect() {
        // it is there
    }

    @Override
    public void stop() throws Exception {
        routes.stopSending();
    }

    @Override
    public List<SteadyClock.Step> clockSteps() {
        return routes.bean("clock", SteadyClock.class).steps();
    }

    /** The rest ends with the routes, which would otherwise wait for messages that are not due yet. */
    @Override
    public void close() {
        routes.bean("schedule", Schedule.class).stop();
    }
}
