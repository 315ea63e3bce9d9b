package io.github.argometer.plan;

/**
 * A channel and one of the triggers that listen to it: what an event goes through to end as one row.
 *
 * @param trigger its name, or "" = that of the shipped Sensors
 */
public record Flow(Channel channel, String trigger) {

    /** Its name in files and reports: {@code <channel>/<trigger>}, and for the shipped channels only that of the channel. */
    public String label() {
        return trigger.isEmpty() ? channel.label() : channel.label() + "/" + trigger;
    }
}
