package io.github.argometer.loadtest.cluster.argo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class DependencyTest {

    /** The names that a real JetStream bus had for the shipped Sensors. */
    @Test
    void theConsumersNameIsTheOneThatArgoEventsGives() {
        assertThat(new Dependency("sns-http", "http", "sns", "aws-sns", "load").consumer())
                .isEqualTo("group-1344432112");
        assertThat(new Dependency("sqs-job", "job", "sqs", "aws-sqs", "load").consumer())
                .isEqualTo("group-1532643290");
    }

    @Test
    void conditionsChooseTheDependenciesOfATrigger() {
        ArgoObject sensor = sensor("""
                spec:
                  dependencies:
                    - {name: a, eventSourceName: one, eventName: x}
                    - {name: a-b, eventSourceName: two, eventName: x}
                    - {name: b, eventSourceName: three, eventName: x}
                  triggers:
                    - {template: {name: some, conditions: "a-b || b"}}
                    - {template: {name: all}}
                """);

        assertThat(Dependency.of(sensor).map(dependency -> dependency.trigger() + " " + dependency.name()))
                .containsExactly("some a-b", "some b", "all a", "all a-b", "all b");
    }

    private static ArgoObject sensor(String spec) {
        String yaml = "apiVersion: argoproj.io/v1alpha1\nkind: Sensor\nmetadata: {name: s}\n" + spec;
        return new ArgoObject(ArgoObject.Kind.Sensor, Serialization.unmarshal(yaml, GenericKubernetesResource.class));
    }
}
