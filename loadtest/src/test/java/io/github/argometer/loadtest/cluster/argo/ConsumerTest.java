package io.github.argometer.loadtest.cluster.argo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.github.argometer.loadtest.argo.Resource;
import org.junit.jupiter.api.Test;

class ConsumerTest {

    /** The names that a real JetStream bus had for the shipped Sensors. */
    @Test
    void aConsumersNameIsTheOneThatArgoEventsGives() {
        assertThat(Consumer.of(sensor("sns-http", """
                        dependencies: [{name: sns, eventSourceName: aws-sns, eventName: load}]
                        triggers: [{template: {name: http}}]""")))
                .extracting(Consumer::name)
                .containsExactly("group-1344432112");
        assertThat(Consumer.of(sensor("sqs-job", """
                        dependencies: [{name: sqs, eventSourceName: aws-sqs, eventName: load}]
                        triggers: [{template: {name: job}}]""")))
                .extracting(Consumer::name)
                .containsExactly("group-1532643290");
    }

    @Test
    void conditionsChooseTheDependenciesOfATrigger() {
        ArgoObject sensor = sensor("s", """
                dependencies:
                  - {name: a, eventSourceName: one, eventName: x}
                  - {name: a-b, eventSourceName: two, eventName: x}
                  - {name: b, eventSourceName: three, eventName: x}
                triggers:
                  - {template: {name: some, conditions: "a-b || b"}}
                  - {template: {name: all}}
                """);

        assertThat(Consumer.of(sensor))
                .extracting(consumer ->
                        consumer.trigger() + " " + consumer.dependency().name())
                .containsExactly("some a-b", "some b", "all a", "all a-b", "all b");
    }

    @Test
    void whatIsNoDependencyIsNotWaitedFor() {
        ArgoObject sensor = sensor("s", """
                dependencies: [{name: a, eventSourceName: one, eventName: x}, 7, {eventSourceName: two}]
                triggers: [{template: {name: some, conditions: "a"}}]
                """);

        assertThat(Consumer.of(sensor))
                .extracting(consumer -> consumer.dependency().name())
                .contains("a");
    }

    private static ArgoObject sensor(String name, String spec) {
        String yaml = "metadata: {name: %s}\nspec:\n%s".formatted(name, spec.indent(2));
        return new ArgoObject("Sensor", new Resource("test", Serialization.unmarshal(yaml, ObjectNode.class)));
    }
}
