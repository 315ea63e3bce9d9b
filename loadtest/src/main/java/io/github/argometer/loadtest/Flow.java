package io.github.argometer.loadtest;

import io.github.argometer.plan.Channel;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * A channel and one of the triggers that its messages can fire: what a run's rows, figures and evidence are told by. The shipped
 * channels come first, the others by label.
 *
 * @param channel the channel's name
 * @param trigger the trigger's name; "" = that of a shipped channel
 */
public record Flow(String channel, String trigger) implements Comparable<Flow> {

    /** What a label may be, for complaints. */
    public static final String ALLOWED = "sqs, sns, or a channel and its trigger such as orders/notify";

    private static final Pattern LABEL = Pattern.compile("[a-z][a-z0-9]{0,31}(/[\\x21-\\x2b\\x2d-\\x7e]{1,128})?");

    private static final Comparator<Flow> ORDER = Comparator.comparing((Flow flow) -> !flow.shipped())
            .thenComparing(flow -> new Channel(flow.channel))
            .thenComparing(Flow::trigger);

    /** The flow that {@code label} names: what stands before its first slash is the channel. */
    public static Flow of(String label) {
        int slash = label.indexOf('/');
        return slash < 0 ? new Flow(label, "") : new Flow(label.substring(0, slash), label.substring(slash + 1));
    }

    /** Whether {@code label} can be one. */
    public static boolean isLabel(String label) {
        return LABEL.matcher(label).matches();
    }

    /** Whether it is the whole of a shipped channel. */
    public boolean shipped() {
        return trigger.isEmpty() && Channel.SHIPPED.contains(new Channel(channel));
    }

    /** Its name in files and reports, such as {@code sqs} or {@code orders/notify}. */
    public String label() {
        return trigger.isEmpty() ? channel : channel + "/" + trigger;
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
