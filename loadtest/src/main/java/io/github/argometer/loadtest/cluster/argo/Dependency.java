package io.github.argometer.loadtest.cluster.argo;

import io.github.argometer.loadtest.NotReadyException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Sensor's trigger waits for; on the JetStream bus, a consumer of its own.
 *
 * @param sensor name of the Sensor
 * @param trigger name of the trigger
 * @param name of the dependency
 * @param eventSource name of the EventSource
 * @param event name of its entry
 */
public record Dependency(String sensor, String trigger, String name, String eventSource, String event) {

    /** All dependencies of all triggers of {@code sensor}; a trigger's conditions may choose some of them. */
    public static Stream<Dependency> of(ArgoObject sensor) {
        List<?> dependencies = sensor.list("dependencies");
        return sensor.list("triggers").stream()
                .map(trigger -> trigger instanceof Map<?, ?> map && map.get("template") instanceof Map<?, ?> template
                        ? template
                        : Map.of())
                .flatMap(trigger -> dependencies.stream()
                        .map(dependency -> of(sensor, trigger, dependency instanceof Map<?, ?> map ? map : Map.of()))
                        .filter(dependency -> chosen(dependency, Source.text(trigger, "conditions"))));
    }

    /**
     * Refuses a dependency without a name, and a trigger without one: its consumer on the bus could not be told.
     *
     * @throws NotReadyException naming the first such field of {@code sensor}
     */
    public void check(ArgoObject sensor) {
        if (name.isEmpty()) {
            throw sensor.wrong("dependencies: eventSourceName %s: name".formatted(eventSource), "is missing");
        }
        if (trigger.isEmpty()) {
            throw sensor.wrong("triggers: template.name", "is missing");
        }
    }

    /** The durable consumer that the Sensor makes: Argo Events' own rule, {@code getDurableName} in its JetStream bus. */
    public String consumer() {
        int hash = 0x811c9dc5; // FNV-1a, 32 bits
        for (byte octet : "%s-%s-%s".formatted(sensor, trigger, name).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * 0x01000193;
        }
        return "group-" + Integer.toUnsignedString(hash);
    }

    private static Dependency of(ArgoObject sensor, Map<?, ?> trigger, Map<?, ?> dependency) {
        return new Dependency(
                sensor.name(),
                Source.text(trigger, "name"),
                Source.text(dependency, "name"),
                Source.text(dependency, "eventSourceName"),
                Source.text(dependency, "eventName"));
    }

    private static boolean chosen(Dependency dependency, String conditions) {
        return conditions.isEmpty()
                || Pattern.compile("(?<![\\w-])" + Pattern.quote(dependency.name) + "(?![\\w-])")
                        .matcher(conditions)
                        .find();
    }
}
