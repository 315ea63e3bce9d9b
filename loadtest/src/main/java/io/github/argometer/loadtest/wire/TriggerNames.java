package io.github.argometer.loadtest.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.SettingRanges;
import io.github.argometer.loadtest.argo.Resource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** By which name each trigger is recorded: its own, or with its Sensor's before it where another Sensor has one of that name. */
final class TriggerNames {

    private final Map<String, Integer> counts = new HashMap<>();
    private final Set<String> given = new HashSet<>();

    /** Those of all triggers of {@code sensors}. */
    TriggerNames(Collection<Resource> sensors) {
        sensors.forEach(sensor -> sensor.tree().at("/spec/triggers").forEach(this::count));
    }

    private void count(JsonNode trigger) {
        counts.merge(trigger.at("/template/name").asText(), 1, Integer::sum);
        if (trigger.has("dlqTrigger")) {
            count(trigger.path("dlqTrigger"));
        }
    }

    /** The name for {@code trigger}, which stands at {@code field} of {@code sensor}; refused where no row can have it. */
    String of(Changes sensor, String field, String trigger) {
        String name = counts.get(trigger) == 1 ? trigger : sensor.of().name() + "/" + trigger;
        if (!SettingRanges.TRIGGER.holdsAsWritten(name)) {
            throw sensor.refused(
                    field, "\"%s\": must be %s, to be recorded".formatted(name, SettingRanges.TRIGGER.allowed()));
        }
        if (!given.add(name.toLowerCase(Locale.ROOT))) { // a database may not tell one from the other
            throw sensor.refused(field, "\"%s\": another trigger is recorded by that name".formatted(name));
        }
        return name;
    }
}
