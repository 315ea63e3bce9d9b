package io.github.argometer.plan;

import io.github.argometer.SettingRanges;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * A channel and one of the triggers that listen to it: what an event goes through to end as one row, and what rows, figures and
 * evidence are told by. The shipped channels' come first, the others by label.
 *
 * @param trigger its name, or "" = that of the shipped Sensors
 */
public record Flow(Channel channel, String trigger) implements Comparable<Flow> {

    /** What a label may be, for complaints. */
    public static final String ALLOWED = "sqs, sns, or a channel and its trigger such as orders/notify";

    private static final Pattern LABEL =
            Pattern.compile(SettingRanges.CHANNEL_NAME + "(/" + SettingRanges.TRIGGER_NAME + ")?");

    private static final Comparator<Flow> ORDER = Comparator.comparing((Flow flow) -> !flow.shipped())
            .thenComparing(Flow::channel)
            .thenComparing(Flow::trigger);

    /** The flow that {@code label} names: what stands before its first slash is the channel. */
    public static Flow of(String label) {
        int slash = label.indexOf('/');
        return slash < 0
                ? new Flow(new Channel(label), "")
                : new Flow(new Channel(label.substring(0, slash)), label.substring(slash + 1));
    }

    /** Whether {@code label} can be one. */
    public static boolean isLabel(String label) {
        return LABEL.matcher(label).matches();
    }

    /** Whether it is the whole of a shipped channel. */
    public boolean shipped() {
        return trigger.isEmpty() && Channel.SHIPPED.contains(channel);
    }

    /** Its name in files and reports: {@code <channel>/<trigger>}, and for the shipped channels only that of the channel. */
    public String label() {
        return trigger.isEmpty() ? channel.label() : channel.label() + "/" + trigger;
    }

    @Override
    public int compareTo(Flow other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return label();
    }
}
