package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.cluster.kubernetes.JobWitness;
import io.github.argometer.loadtest.evidence.Evidence;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What a load test is run against: a cluster, or the local stand-in for one. */
public interface SystemUnderTest {

    /** The Kubernetes API that has the recorder Jobs. */
    KubernetesClient client();

    /**
     * Waits until a message that is sent now is sure to be seen by every stage.
     *
     * @return the settings with which the routes reach queue, topic and database
     * @throws NotReadyException saying what is still missing when the time of
     *     {@code ready} is over
     */
    Map<String, String> awaitReady(Readiness ready) throws InterruptedException;

    /** {@code what} with what this system says of itself: where it is, and the versions that it runs. */
    default WhatWasRun describe(WhatWasRun what) {
        return what;
    }

    /** Looks at the system now, and can say after a run what it changed; this one knows only of Jobs. */
    default Supplier<Evidence> witness(Settings settings) {
        return new JobWitness(client(), settings);
    }

    /** What a bus got since it was looked at. */
    @FunctionalInterface
    interface BusEvents {

        /**
         * Writes {@code file}, with a line for each event.
         *
         * @return how many events the bus did not have any more
         * @throws NotReadyException where the bus cannot be read; there is no file then
         */
        long write(Path file) throws IOException, InterruptedException;
    }

    /**
     * Looks where the bus stands now, and can write after a run what came to it since.
     *
     * @return empty for a system whose bus is not to be read
     * @throws NotReadyException where it cannot be read
     */
    default Optional<BusEvents> bus() throws InterruptedException {
        return Optional.empty();
    }

    /** Host (unresolved) and port at which {@code port} of the pod of that name answers this process. */
    default InetSocketAddress reach(String namespace, String pod, int port) {
        throw new NotReadyException("there is no cluster for workers", "run with send.workers=1");
    }

    /** The environment variables with which pods of this system reach queue and topic. */
    default Map<String, String> forWorkers() {
        throw new NotReadyException("there is no cluster for workers", "run with send.workers=1");
    }
}
