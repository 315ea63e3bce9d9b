package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where events go in what a trigger makes: the whole event of a dependency, as JSON text, or a value in its place.
 *
 * @param entries in the order of the manifest
 */
public record Parameters(List<Entry> entries) {

    /**
     * A place.
     *
     * @param sources what may stand there; the first that there is does
     */
    public record Entry(JsonPath place, List<Sensor.From> sources) {

        private Optional<String> text(Map<String, CloudEvent> events) {
            return sources.stream()
                    .flatMap(source -> Parameters.text(source, events).stream())
                    .findFirst();
        }
    }

    /**
     * The parameters of {@code manifest}, of which those have no place in what is made whose dependency has no event.
     *
     * @throws IllegalArgumentException for another dependency than those of {@code conditions}, or a place that is not plain
     */
    public static Parameters of(List<Sensor.Parameter> manifest, Conditions conditions) {
        if (manifest == null || manifest.isEmpty()) {
            throw new IllegalArgumentException("at least one is needed");
        }
        return new Parameters(manifest.stream()
                .map(parameter -> new Entry(parameter.dest(), List.of(known(parameter.src(), conditions))))
                .toList());
    }

    /**
     * The payload of {@code http}, whose parameters may say what stands in the place of an entry's value. Argo Events 1.9 ends with a
     * null pointer where an entry has neither event nor value.
     *
     * @throws IllegalArgumentException as {@link #of} does, for a parameter of another kind, and for an entry that may have nothing
     */
    public static Parameters payload(Sensor.Http http, Conditions conditions) {
        Map<JsonPath, List<Sensor.From>> changed = new HashMap<>();
        List<Sensor.Parameter> parameters = http.parameters() == null ? List.of() : http.parameters();
        for (Sensor.Parameter parameter : parameters) {
            List<Sensor.From> sources = changed.computeIfAbsent(parameter.dest(), place -> new ArrayList<>());
            sources.add(0, known(parameter.src(), conditions)); // the last one wins
        }
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : of(http.payload(), conditions).entries()) {
            JsonPath value = JsonPath.of("payload.%d.src.value".formatted(entries.size()));
            List<Sensor.From> sources = new ArrayList<>(changed.getOrDefault(value, List.of()));
            changed.remove(value);
            sources.addAll(entry.sources());
            boolean empty = !conditions.all()
                    && conditions.names().size() > 1
                    && sources.stream().allMatch(source -> source.value() == null);
            if (empty) {
                throw new IllegalArgumentException(
                        "%d: needs a src.value, for an event of another dependency".formatted(entries.size()));
            }
            entries.add(new Entry(entry.place(), sources));
        }
        if (!changed.isEmpty()) {
            JsonPath other = changed.keySet().iterator().next();
            throw new IllegalArgumentException(
                    "parameters with dest \"%s\": the local stand-in knows only that of an entry, such as payload.0.src.value"
                            .formatted(String.join(".", other.steps())));
        }
        return new Parameters(entries);
    }

    private static Sensor.From known(Sensor.From source, Conditions conditions) {
        if (!conditions.names().contains(source.dependencyName())) {
            throw new IllegalArgumentException("src.dependencyName \"%s\": must be %s"
                    .formatted(
                            source.dependencyName(),
                            conditions.names().size() == 1
                                    ? "\"%s\"".formatted(conditions.names().get(0))
                                    : "one of " + String.join(", ", conditions.names())));
        }
        return source;
    }

    /** What {@code source} has, as Argo Events' {@code ResolveParamValue} finds it; empty where its event has not come. */
    private static Optional<String> text(Sensor.From source, Map<String, CloudEvent> events) {
        return source.value() != null
                ? Optional.of(source.value())
                : Optional.ofNullable(events.get(source.dependencyName())).map(CloudEvent::json);
    }

    /** Puts {@code events}, by dependency, into {@code target}. */
    public ObjectNode into(ObjectNode target, Map<String, CloudEvent> events) {
        entries.forEach(
                entry -> entry.text(events).ifPresent(text -> entry.place().set(target, text)));
        return target;
    }
}
