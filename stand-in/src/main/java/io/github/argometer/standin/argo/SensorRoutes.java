package io.github.argometer.standin.argo;

import io.github.argometer.loadtest.argo.CloudEvent;
import io.github.argometer.loadtest.argo.Dependency;
import io.github.argometer.standin.mishap.Mishaps;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/**
 * From the bus to the triggers. The bus is in memory, one a namespace: it hands each event of a source on to every trigger
 * that is there before it, in order; each has a queue of its own, so that none waits for another's target.
 */
final class SensorRoutes extends RouteBuilder {

    /** Actions under way at a time where no event waits for another: a target that hangs must not take all threads. */
    private static final int AT_ONCE = 64;

    /** Begins the address of each source on the bus. */
    static final String BUS = "direct:bus/";

    /** The property that has the event as it came. */
    private static final String EVENT = "argometer-event";

    private static final String QUEUE = "seda:%s?concurrentConsumers=%d&size=" + Integer.MAX_VALUE
            + "&discardIfNoConsumers=true&purgeWhenStopping=true&waitForTaskToComplete=Never";

    private final List<SensorTrigger> triggers;
    private final Bus bus;
    private final Mishaps mishaps;

    /** @param mishaps hear of events that are lost here */
    SensorRoutes(List<SensorTrigger> triggers, Bus bus, Mishaps mishaps) {
        this.triggers = triggers;
        this.bus = bus;
        this.mishaps = mishaps;
    }

    /** Where a source publishes its events on its namespace's bus. */
    static String bus(String namespace, String source, String event) {
        // an event's name may have any letters, and to Camel some of them mean something
        return BUS + "%s/%s/%s".formatted(namespace, source, URLEncoder.encode(event, StandardCharsets.UTF_8));
    }

    @Override
    public void configure() {
        Map<String, List<String>> subscriptions = new TreeMap<>();
        for (SensorTrigger trigger : triggers) {
            String name = trigger.namespace() + "/" + URLEncoder.encode(trigger.name(), StandardCharsets.UTF_8);
            boolean oneByOne =
                    trigger.atLeastOnce() || trigger.conditions().all(); // else the last one might come first
            String queue = QUEUE.formatted(name, oneByOne ? 1 : AT_ONCE);
            fire(trigger, "sensor/" + name, queue);
            trigger.dependencies().stream()
                    .map(dependency -> bus(trigger.namespace(), dependency.eventSourceName(), dependency.eventName()))
                    .distinct()
                    .forEach(address -> subscriptions
                            .computeIfAbsent(address, key -> new ArrayList<>())
                            .add(queue));
        }
        subscriptions.forEach((address, queues) -> from(address)
                .routeId("bus/" + address.substring(BUS.length()))
                .description("Hands a source's events on to the triggers that wait for them")
                .multicast()
                .to(queues.toArray(String[]::new)));
    }

    private void fire(SensorTrigger trigger, String id, String queue) {
        Map<String, CloudEvent> kept = new HashMap<>();
        String place = "sensor " + trigger.name();
        Backoff backoff = trigger.atLeastOnce() ? trigger.backoff() : Backoff.ONCE;
        bindToRegistry(id, backoff.redelivery());
        from(queue)
                .routeId(id)
                .description("Transforms and filters the events of a dependency, and fires the trigger")
                .onException(Throwable.class)
                .handled(true)
                .process(mishaps.caught(place, ""))
                .end()
                .onException(SensorTrigger.Failed.class)
                .redeliveryPolicyRef(id)
                .handled(true)
                .process(mishaps.caught(place, backoff.retries()))
                .end()
                .process(Mishaps.step(exchange -> bus.take(trigger, exchange)))
                .setProperty(EVENT, body())
                .split()
                .exchange(exchange -> trigger.hearing(exchange.getProperty(EVENT, CloudEvent.class)))
                .process(Mishaps.step(exchange -> exchange.getMessage()
                        .setBody(trigger.take(
                                exchange.getMessage().getBody(Dependency.class),
                                exchange.getProperty(EVENT, CloudEvent.class),
                                kept))))
                .filter(simple("${body.isPresent}"))
                .setBody(simple("${body.get}"))
                .process(Mishaps.step(exchange -> trigger.action().fire(events(exchange))));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, CloudEvent> events(Exchange exchange) {
        return exchange.getMessage().getBody(Map.class);
    }
}
