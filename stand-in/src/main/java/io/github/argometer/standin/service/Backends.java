package io.github.argometer.standin.service;

import io.github.argometer.standin.Mishaps;
import io.github.argometer.standin.manifest.Manifests;
import io.github.argometer.standin.sns.SnsEndpoint;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Starts queue, topic and database, side by side. */
final class Backends {

    private Backends() {}

    /** Returns when all of them run; each is closed with {@code closing}. */
    static void start(
            Closing closing,
            LocalSettings settings,
            DataFolder folder,
            LocalPorts ports,
            Manifests manifests,
            Targets targets,
            Mishaps mishaps)
            throws Exception {
        SnsEndpoint topics =
                closing.add(SnsEndpoint.start(ports.topics(), targets.topic().region(), mishaps));
        topics.create(targets.topic().topicArn());
        FutureTask<?> queues = begin(() -> closing.add(EmbeddedQueues.start(
                ports.queues(), targets.queue().region(), targets.queue().queue())));
        FutureTask<?> database = begin(() -> settings.hasDatabase()
                ? closing
                : closing.add(EmbeddedDatabase.start(folder, ports.database(), manifests)));
        try {
            await(queues);
        } finally {
            await(database); // else it would start, and nobody close it
        }
    }

    private static FutureTask<?> begin(Callable<?> start) {
        FutureTask<?> task = new FutureTask<>(start);
        new Thread(task, "local-service").start();
        return task;
    }

    private static void await(FutureTask<?> task) throws Exception {
        try {
            task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
