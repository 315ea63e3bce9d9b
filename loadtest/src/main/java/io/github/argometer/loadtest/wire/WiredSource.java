package io.github.argometer.loadtest.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * An EventSource that has become ours.
 *
 * @param changes what was replaced
 * @param tree the object
 * @param service its Service, where SNS calls it
 * @param events what it reads, by event name: such as {@code SQS queue argometer-orders}
 * @param reads where it connects to
 * @param webhooks ports that load is sent to
 * @param snsPorts ports that SNS calls
 * @param snsNamespaces where the SNS is that calls; "" stands for AWS
 * @param toMake what must be there before it starts, a line each
 * @param renamed names of queues, topics and subjects, old and new, those that stay too
 */
record WiredSource(
        Changes changes,
        ObjectNode tree,
        Optional<ObjectNode> service,
        Map<String, String> events,
        Set<Address> reads,
        SortedSet<Integer> webhooks,
        SortedSet<Integer> snsPorts,
        Set<String> snsNamespaces,
        List<String> toMake,
        Map<String, String> renamed) {

    /** Its name. */
    String name() {
        return changes.name();
    }
}
