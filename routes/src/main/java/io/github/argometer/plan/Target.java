package io.github.argometer.plan;

import io.github.argometer.plan.message.MarkPath;
import java.util.List;

/**
 * What a plan says of a channel.
 *
 * @param event {@code <EventSource>/<event>} that it feeds; "" = what the settings name
 * @param endpoint the Camel endpoint that its messages go to; "" where only the settings say so
 * @param mark where its messages carry what tells them apart; the shipped channels' have attributes of their own instead
 * @param triggers all that listen to it, at least one
 */
public record Target(String event, String endpoint, MarkPath mark, List<String> triggers) {

    /** Of a shipped channel, whose Sensor has one trigger. */
    static final Target SHIPPED = new Target("", "", new MarkPath(List.of()), List.of(""));
}
