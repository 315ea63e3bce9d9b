package io.github.argometer.loadtest.run;

import io.github.argometer.loadtest.analyse.files.Clocks;
import io.github.argometer.send.Channel;
import io.github.argometer.send.SteadyClock;
import io.github.argometer.send.Worker;
import java.util.List;
import java.util.Map;

/** What sends the messages of a run: this process, or workers in the cluster. */
interface Sender {

    /** Begins to send, unless it has begun. */
    void start() throws Exception;

    /** By how much the clock of what sends is ahead of this process's, once it has started. */
    Clocks.Offset clock();

    /** How far each channel is; throws where the send ledger can no longer be kept. */
    Map<Channel, Worker.Sent> sent() throws Exception;

    /** Sees to it that the send ledger lies in the run's folder, as far as it is written. */
    void collect() throws Exception;

    /** Ends sending: nothing more of the plan goes out, and what was under way comes to its end in the ledger. */
    void stop() throws Exception;

    /** Each time that the wall clock of who sends was set since it began. */
    List<SteadyClock.Step> clockSteps();

    /** Ends sending, if that was not done, and lets go of all that it holds. */
    void close() throws Exception;
}
