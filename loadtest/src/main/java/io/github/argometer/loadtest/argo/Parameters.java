package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Where an event goes in what a trigger makes: the whole event, as JSON text, at each of these places.
 *
 * @param places in the order of the manifest
 */
public record Parameters(List<JsonPath> places) {

    /**
     * The parameters of {@code manifest}.
     *
     * @throws IllegalArgumentException for another dependency than {@code dependency}, or a place that is not plain
     */
    public static Parameters of(List<Sensor.Parameter> manifest, String dependency) {
        if (manifest == null || manifest.isEmpty()) {
            throw new IllegalArgumentException("at least one is needed");
        }
        return new Parameters(manifest.stream()
                .map(parameter -> {
                    if (!dependency.equals(parameter.src().dependencyName())) {
                        throw new IllegalArgumentException("src.dependencyName \"%s\": must be \"%s\""
                                .formatted(parameter.src().dependencyName(), dependency));
                    }
                    return parameter.dest();
                })
                .toList());
    }

    /** Puts {@code event} into {@code target}. */
    public ObjectNode into(ObjectNode target, CloudEvent event) {
        String json = event.json();
        places.forEach(place -> place.set(target, json));
        return target;
    }
}
