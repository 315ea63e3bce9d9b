package io.github.argometer.loadtest.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A plan that sends to each wired event, and expects what all its triggers do.
 *
 * @param channels the event of each channel, {@code <EventSource>/<event>}
 * @param expect the triggers of each channel
 */
record ExamplePlan(Map<String, String> channels, Map<String, List<String>> expect) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_NAME = 32;
    /** Channels of the demo. */
    private static final Set<String> TAKEN = Set.of("sqs", "sns");

    /** The plan for {@code sources}; an event for which no Sensor waits has no channel. */
    static ExamplePlan of(Collection<WiredSource> sources, Collection<WiredSensor> sensors) {
        ExamplePlan plan = new ExamplePlan(new LinkedHashMap<>(), new LinkedHashMap<>());
        Set<String> taken = new HashSet<>(TAKEN);
        for (WiredSource source : sources) {
            for (String name : source.events().keySet()) {
                String event = source.name() + "/" + name;
                List<String> triggers = sensors.stream()
                        .flatMap(sensor -> sensor.triggers().stream())
                        .filter(trigger -> trigger.events().contains(event))
                        .map(WiredSensor.Trigger::name)
                        .toList();
                if (!triggers.isEmpty()) {
                    String channel = channel(name, taken);
                    plan.channels.put(channel, event);
                    plan.expect.put(channel, triggers);
                }
            }
        }
        return plan;
    }

    /** What of {@code event} a channel's name may have, with a number behind it where that is taken. */
    static String channel(String event, Set<String> taken) {
        String letters = event.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        String name = letters.matches("[a-z].*") ? letters : "c" + letters;
        for (int i = 1; ; i++) {
            String number = i == 1 ? "" : Integer.toString(i);
            String numbered = name.substring(0, Math.min(name.length(), LONGEST_NAME - number.length())) + number;
            if (taken.add(numbered)) {
                return numbered;
            }
        }
    }

    /** The plan as YAML. */
    @Override
    public String toString() {
        ObjectNode tree = JSON.createObjectNode();
        channels.forEach((channel, event) ->
                tree.withObject("/channels").putObject(channel).put("event", event));
        ObjectNode payload = tree.putArray("payloads").addObject();
        payload.put("text", "{}");
        payload.set("expect", JSON.valueToTree(expect));
        return YamlText.writeShort(tree);
    }
}
