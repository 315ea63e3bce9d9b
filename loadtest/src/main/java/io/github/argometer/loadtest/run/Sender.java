package io.github.argometer.loadtest.run;

import io.github.argometer.loadtest.analyse.files.Clocks;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.send.Schedule;
import io.github.argometer.send.SendLedger;
import io.github.argometer.send.SendMetrics;
import io.github.argometer.send.SteadyClock;
import io.github.argometer.send.Worker;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What sends the messages of a run: this process, or workers in the cluster. */
interface Sender {

    /** Begins to send, unless it began when it was made. */
    default void start() throws Exception {}

    /** By how much the clock of what sends is ahead of this process's, once it has started. */
    Clocks.Offset clock();

    /** How far each channel is, or came where sending was ended; throws where the send ledger can no longer be kept. */
    Map<Channel, Worker.Sent> sent() throws Exception;

    /** Sees to it that the send ledger lies in the run's folder, as far as it is written, unless it is written there. */
    default void collect() throws Exception {}

    /** Ends sending: nothing more of the plan goes out, and what was under way comes to its end in the ledger. */
    void stop() throws Exception;

    /** Each time that the wall clock of who sends was set since it began. */
    List<SteadyClock.Step> clockSteps();

    /** Ends sending, if that was not done, and lets go of all that it holds. */
    void close() throws Exception;

    /** Sending by the routes of this process, which wait for the start, and whose ledger is in the run's folder from the start. */
    final class InProcess implements Sender {

        private final Routes routes;
        private final SendLedger ledger;
        private final SendMetrics metrics;

        InProcess(Routes routes) {
            this.routes = routes;
            this.ledger = routes.bean("sendLedger", SendLedger.class);
            this.metrics = routes.bean("sendMetrics", SendMetrics.class);
        }

        @Override
        public void start() {
            routes.bean("schedule", Schedule.class).start();
        }

        @Override
        public Clocks.Offset clock() {
            Instant before = Instant.now();
            Instant theirs = routes.bean("clock", SteadyClock.class).instant();
            return Clocks.Offset.within(before, theirs, Instant.now());
        }

        @Override
        public Map<Channel, Worker.Sent> sent() {
            ledger.check();
            Map<Channel, Worker.Sent> sent = new TreeMap<>();
            routes.bean("sendPlan", SendPlan.class)
                    .channels()
                    .forEach(channel -> sent.put(channel, Worker.Sent.of(channel, ledger, metrics)));
            return sent;
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
}
