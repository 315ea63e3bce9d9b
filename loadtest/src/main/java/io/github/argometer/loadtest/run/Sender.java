package io.github.argometer.loadtest.run;

import io.github.argometer.send.Channel;
import io.github.argometer.send.SteadyClock;
import io.github.argometer.send.Worker;
import java.io.IOException;
import java.util.List;

/** What sends the messages of a run: this process, or workers in the cluster. */
interface Sender extends AutoCloseable {

    /** How far {@code channel} is; throws where the send ledger can no longer be kept. */
    Worker.Sent sent(Channel channel) throws Exception;

    /** Sees to it that the send ledger lies in the run's folder, as far as it is written. */
    void collect() throws Exception;

    /** Ends sending: nothing more of the plan goes out, and what was under way comes to its end in the ledger. */
    void stop() throws Exception;

    /** Each time that the wall clock of who sends was set since it began; none where that is not known. */
    default List<SteadyClock.Step> clockSteps() {
        return List.of();
    }

    @Override
    void close() throws IOException;
}
