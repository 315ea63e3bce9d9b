package io.github.argometer.plan;

import java.util.Comparator;
import java.util.List;

/**
 * A way from the generator into Argo Events, by its name. The shipped manifests' two come first, the others by name.
 *
 * @param label its name in event ids, files, routes and the table's EventType, such as {@code sqs}
 */
public record Channel(String label) implements Comparable<Channel> {

    /** Amazon SQS in the shipped manifests: a queue that the EventSource polls. */
    public static final Channel SQS = new Channel("sqs");

    /** Amazon SNS in the shipped manifests: a topic that calls the EventSource's webhook. */
    public static final Channel SNS = new Channel("sns");

    /** Those of the shipped manifests. */
    public static final List<Channel> SHIPPED = List.of(SQS, SNS);

    private static final Comparator<Channel> ORDER =
            Comparator.comparingInt(Channel::place).thenComparing(Channel::label);

    @Override
    public int compareTo(Channel other) {
        return ORDER.compare(this, other);
    }

    private int place() {
        int place = SHIPPED.indexOf(this);
        return place < 0 ? SHIPPED.size() : place;
    }

    @Override
    public String toString() {
        return label;
    }
}
