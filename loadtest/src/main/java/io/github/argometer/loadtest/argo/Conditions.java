package io.github.argometer.loadtest.argo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * For which dependencies' events a trigger acts: for each event of one of them, or once each has had one.
 *
 * @param names of the dependencies, in the Sensor's words
 * @param all whether it waits for each of them
 */
public record Conditions(List<String> names, boolean all) {

    /**
     * The conditions of {@code text}, which is null or empty for those of Argo Events' own: all {@code dependencies}.
     *
     * @throws IllegalArgumentException for more than names joined by one of {@code &&} and {@code ||}, and for a name that is none of
     *     {@code dependencies}
     */
    public static Conditions of(String text, List<String> dependencies) {
        if (text == null || text.isEmpty()) {
            return new Conditions(dependencies, dependencies.size() > 1);
        }
        boolean all = text.contains("&&");
        List<String> names = Stream.of(text.split(all ? "&&" : "\\|\\|", -1))
                .map(String::strip)
                .distinct()
                .toList();
        if (!dependencies.containsAll(names)) {
            throw new IllegalArgumentException(
                    "\"%s\": the local stand-in knows only names of dependencies (%s), joined all by && or all by ||"
                            .formatted(text, String.join(", ", dependencies)));
        }
        return new Conditions(names, all && names.size() > 1);
    }

    /**
     * Adds an event to {@code kept}, the last one of each dependency, as Argo Events' JetStream bus does.
     *
     * @return the events for which the trigger acts, by dependency; empty where it waits for more
     */
    public Optional<Map<String, CloudEvent>> take(String dependency, CloudEvent event, Map<String, CloudEvent> kept) {
        if (!all) {
            return Optional.of(Map.of(dependency, event));
        }
        kept.put(dependency, event);
        if (!kept.keySet().containsAll(names)) {
            return Optional.empty();
        }
        Map<String, CloudEvent> taken = new HashMap<>(kept);
        kept.clear();
        return Optional.of(taken);
    }
}
