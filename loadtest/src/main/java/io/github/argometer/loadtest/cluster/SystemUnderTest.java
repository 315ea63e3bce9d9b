package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.bus.BusEvents;
import io.github.argometer.loadtest.cluster.aws.SqsQueue;
import io.github.argometer.loadtest.cluster.kubernetes.JobWitness;
import io.github.argometer.loadtest.evidence.Evidence;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Flow;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** The flows whose triggers make Jobs. */
    default Set<Flow> byJobs() {
        return Set.of(new Flow(Channel.SQS, ""));
    }

    /** {@code what} with what this system says of itself: where it is, and the versions that it runs. */
    default WhatWasRun describe(WhatWasRun what) {
        return what;
    }

    /** Looks at the system now, and can say after a run what it changed; this one knows only of Jobs. */
    default Supplier<Evidence> witness(Settings settings) {
        return new JobWitness(client(), settings);
    }

    /**
     * Looks where the bus stands now, and can tell of what comes to it from then on.
     *
     * @return empty for a system whose bus is not to be read
     * @throws NotReadyException where it cannot be read
     */
    default Optional<BusEvents> bus() throws InterruptedException {
        return Optional.empty();
    }

    /**
     * Finds what can be asked, at any time from now on, for what waits on the events' way.
     *
     * @return empty for a system that does not tell
     * @throws NotReadyException where the way cannot be found
     */
    default Optional<Backlogs> backlogs() {
        return Optional.empty();
    }

    /**
     * The queue that feeds {@code channel}, to be asked at any time from now on, and closed.
     *
     * @return empty for a channel without one, or whose plan names an endpoint of its own
     * @throws NotReadyException where the way of the events cannot be found
     */
    default Optional<SqsQueue> queue(Channel channel) {
        return Optional.empty();
    }

    /**
     * Writes {@code file}, with a line for each message of run {@code runId} that lies in a queue of dead letters, if there is such a
     * queue that can be read. The messages stay where they are.
     *
     * @return why one could not be read, or not to its end
     */
    default List<NotReadyException.Missing> deadLetters(String runId, Path file) throws IOException {
        return List.of();
    }

    /** Host (unresolved) and port at which {@code port} of the pod of that name answers this process. */
    default InetSocketAddress reach(String namespace, String pod, int port) {
        throw new NotReadyException("there is no cluster for workers", "run with send.workers=1");
    }

    /** The environment variables with which pods reach what the plan sends to. */
    default Map<String, String> forWorkers() {
        throw new NotReadyException("there is no cluster for workers", "run with send.workers=1");
    }
}
