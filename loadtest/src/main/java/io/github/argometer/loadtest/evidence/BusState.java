package io.github.argometer.loadtest.evidence;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.argometer.loadtest.JsonFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How much of the bus a run could read: {@code bus.json}.
 *
 * @param events that {@code bus.csv} has
 * @param gone events that the bus had dropped before they were read
 * @param anew whether a stream was made again during the run, so that its sequences began again
 * @param sampled whether the Sensors' acknowledgements were sampled into {@code acks.csv}
 * @param samplesMissed acknowledgements that are not in it, at least
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record BusState(long events, long gone, boolean anew, boolean sampled, long samplesMissed) {

    /** Nothing is missing of what {@code bus.csv} has, and no acknowledgement was sampled. */
    public static final BusState UNSAID = new BusState(0, 0, false, false, 0);

    /**
     * That in {@code file}, or {@link #UNSAID} where there is no such file.
     *
     * @throws io.github.argometer.loadtest.BadInputException where it says something else
     */
    public static BusState read(Path file) {
        return JsonFile.read(file, BusState.class, "the state of a bus").orElse(UNSAID);
    }

    /** Whether every message's coming to the bus, or not coming to it, is known: a stream's last events may be gone with it unread. */
    public boolean whole() {
        return gone == 0 && !anew;
    }

    /** Whether every acknowledgement is known, and which event it is of. */
    public boolean allSampled() {
        return sampled && samplesMissed == 0 && !anew;
    }

    /** Writes it to {@code file}. */
    public void write(Path file) throws IOException {
        JsonFile.write(file, this);
    }
}
