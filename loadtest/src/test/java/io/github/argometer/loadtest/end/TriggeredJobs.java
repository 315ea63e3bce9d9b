package io.github.argometer.loadtest.end;

import static io.github.argometer.loadtest.end.Shell.kubectl;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.TestEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** Jobs as the Sensor {@code argometer-job} makes them, made by the test itself, each for an event of its own. */
final class TriggeredJobs {

    private static final String NAMESPACE = "argometer-jobs";
    private static final String LABEL = "app.kubernetes.io/name=recorder-job";
    private static final String TEMPLATE = "jsonpath={.spec.triggers[0].template.k8s.source.resource}";

    private final Set<String> eventIds = new TreeSet<>();

    /** Makes so many. */
    void create(int count) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode job = (ObjectNode)
                json.readTree(kubectl("-n", "argo-events", "get", "sensor", "argometer-job", "-o", TEMPLATE));
        for (int number = 0; number < count; number++) {
            String id = "job-" + eventIds.size();
            String event = TestEvents.event(id).context("type", "sqs").argument();
            ((ArrayNode) job.at("/spec/template/spec/containers/0/args"))
                    .removeAll()
                    .add(event);
            Path file = Files.createTempFile("job", ".json");
            json.writeValue(file.toFile(), job);
            kubectl("-n", NAMESPACE, "create", "-f", file.toString());
            Files.delete(file);
            eventIds.add(id);
        }
    }

    /** The events of all that were made. */
    Set<String> eventIds() {
        return eventIds;
    }

    /** Waits until one has failed and is to be tried again. */
    void awaitFailure() {
        await().atMost(60, SECONDS).until(() -> !kubectl(
                        "-n",
                        NAMESPACE,
                        "get",
                        "pods",
                        "-l",
                        LABEL,
                        "--field-selector=status.phase=Failed",
                        "-o",
                        "name")
                .isEmpty());
    }

    /** Waits until each has recorded its event, and deletes them. */
    void complete() {
        kubectl("-n", NAMESPACE, "wait", "--for=condition=complete", "job", "-l", LABEL, "--timeout=240s");
        kubectl("-n", NAMESPACE, "delete", "job", "-l", LABEL);
    }
}
