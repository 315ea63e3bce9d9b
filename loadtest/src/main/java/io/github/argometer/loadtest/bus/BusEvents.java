package io.github.argometer.loadtest.bus;

import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.evidence.BusState;
import java.io.IOException;

/** What a bus gets since it was looked at. */
public interface BusEvents {

    /** Begins to write the files of {@code files} that tell of the bus, before anything is sent. */
    void follow(RunFiles files) throws IOException, InterruptedException;

    /**
     * Reads what the bus has now, and ends it.
     *
     * @return how much of it could be read
     * @throws NotReadyException where the bus could not be read to its end; there are no files then
     */
    BusState end() throws IOException, InterruptedException;
}
