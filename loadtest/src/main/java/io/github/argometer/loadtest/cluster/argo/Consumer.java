package io.github.argometer.loadtest.cluster.argo;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.loadtest.SettingFiles;
import io.github.argometer.loadtest.argo.Dependency;
import io.github.argometer.loadtest.argo.Sensor;
import io.github.argometer.record.ArgoEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A trigger's hold on one of its dependencies; on the JetStream bus, a durable consumer.
 *
 * @param sensor with the trigger
 * @param trigger its name
 * @param atLeastOnce whether the trigger is tried again before the event is acknowledged
 * @param dependency one that the trigger's conditions name, or any where it has none
 */
public record Consumer(ArgoObject sensor, String trigger, boolean atLeastOnce, Dependency dependency) {

    /** The name that the Sensor gives it: Argo Events' own rule, {@code getDurableName} in its JetStream bus. */
    String name() {
        int hash = 0x811c9dc5; // FNV-1a, 32 bits
        String text = "%s-%s-%s".formatted(sensor.name(), trigger, dependency.name());
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * 0x01000193;
        }
        return "group-" + Integer.toUnsignedString(hash);
    }

    /** The containers of the Job that its trigger creates; none where it does something else. */
    public Stream<JsonNode> jobContainers() {
        return templates()
                .map(template -> template.at("/k8s/source/resource"))
                .filter(resource -> resource.path("kind").asText().equals("Job"))
                .flatMap(job -> stream(job.at("/spec/template/spec/containers")));
    }

    /** The name that its trigger tells the recorder; "" where it tells none, as the shipped ones do. */
    String told() {
        return templates()
                .map(template -> template.at("/http/headers")
                        .path(ArgoEvent.TRIGGER_HEADER)
                        .asText(""))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .or(() -> jobContainers()
                        .flatMap(container -> stream(container.path("env")))
                        .filter(variable -> variable.path("name").asText().equals(SettingFiles.TRIGGER_VARIABLE))
                        .map(variable -> variable.path("value").asText(""))
                        .findFirst())
                .orElse("");
    }

    /** The trigger's name as rows and a run's files have it. */
    String recorded() {
        String told = told();
        return told.isEmpty() ? trigger : told;
    }

    private Stream<JsonNode> templates() {
        return stream(sensor.spec("/triggers"))
                .map(one -> one.path("template"))
                .filter(template -> template.path("name").asText().equals(trigger));
    }

    /**
     * Whether its trigger waits for other dependencies' events too. Without conditions it waits for all; source:
     * {@code requiresANDLogic} in Argo Events' {@code pkg/eventbus/jetstream/sensor/trigger_conn.go}.
     */
    boolean joins() {
        String conditions = templates()
                .map(template -> template.path("conditions").asText(""))
                .findFirst()
                .orElse("");
        return conditions.isEmpty() ? sensor.spec("/dependencies").size() > 1 : conditions.contains("&");
    }

    /** Whether its trigger makes Jobs. */
    public boolean makesJobs() {
        return jobContainers().findAny().isPresent();
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** The entry of an EventSource that it listens to, as {@link Source} writes it. */
    String heard() {
        return dependency.eventSourceName() + "/" + dependency.eventName();
    }

    /** All of {@code sensor}. */
    static List<Consumer> of(ArgoObject sensor) {
        List<Dependency> dependencies = new ArrayList<>();
        sensor.spec("/dependencies")
                .forEach(dependency -> dependencies.add(sensor.part(dependency, Dependency.class, "dependencies")));
        List<Consumer> consumers = new ArrayList<>();
        sensor.spec("/triggers").forEach(trigger -> {
            Sensor.Template template =
                    sensor.part(trigger.path("template"), Sensor.Template.class, "triggers", "template");
            dependencies.stream()
                    .filter(dependency -> template.waitsFor(Objects.toString(dependency.name(), "")))
                    .forEach(dependency -> consumers.add(new Consumer(
                            sensor, template.name(), trigger.path("atLeastOnce").asBoolean(), dependency)));
        });
        return consumers;
    }

    /** Without a name of dependency or trigger its name on the bus could not be told. */
    void check() {
        if (Objects.toString(dependency.name(), "").isEmpty()) {
            throw sensor.wrong(
                    "dependencies: eventSourceName %s: name".formatted(dependency.eventSourceName()), "is missing");
        }
        if (Objects.toString(trigger, "").isEmpty()) {
            throw sensor.wrong("triggers: template.name", "is missing");
        }
    }
}
