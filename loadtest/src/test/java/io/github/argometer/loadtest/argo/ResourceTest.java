package io.github.argometer.loadtest.argo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.BadInputException;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects of users, which may say more than this model knows, and objects whose every word must be acted on. */
class ResourceTest {

    private static final String SENSOR = """
            {"apiVersion": "argoproj.io/v1alpha1", "kind": "Sensor", "metadata": {"name": "s", "namespace": "n", "uid": "u"},
             "spec": {"eventBusName": "big", "replicas": 2, "errorOnFailedRound": true,
               "dependencies": [
                 {"name": "a", "eventSourceName": "source", "eventName": "load", "transform": {"lua": "return event"},
                  "filters": {"script": "return true", "data": [{"path": "body.#.id", "type": "date", "value": ["1"]}]}},
                 {"name": "a-b", "eventSourceName": "source", "eventName": "other", "transform": {"jq": ")"}}],
               "triggers": [{"rateLimit": {"requestsPerUnit": 1},
                 "template": {"name": "log", "conditions": "a-b", "log": {}, "k8s": {"source": {"configmap": {}}}}}]}}""";

    @Test
    void readsASensorThatSaysMoreThanTheModelKnows() throws Exception {
        Sensor sensor = resource(SENSOR).leniently(Sensor.class);
        Sensor.Template template = sensor.spec().triggers().get(0).template();

        assertThat(resource(SENSOR).id()).isEqualTo(new Resource.Id("Sensor", "n", "s"));
        assertThat(sensor.spec().eventBusName()).isEqualTo("big");
        assertThat(sensor.spec().dependencies())
                .extracting(Dependency::eventName)
                .containsExactly("load", "other");
        assertThat(sensor.spec().dependencies())
                .extracting(dependency -> dependency.transform().jq())
                .containsExactly(null, null);
        assertThat(template.waitsFor("a-b")).isTrue();
        assertThat(template.waitsFor("a")).isFalse();
        assertThat(template.k8s().source().resource()).isNull();
        assertThat(resource("{\"spec\": {\"sns\": null}}")
                        .leniently(EventSource.class)
                        .spec())
                .isEqualTo(new EventSource.Spec(null, Map.of(), Map.of(), Map.of(), null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\": \"a\"}", "{\"name\": \"a\", \"namespace\": null}"})
    void anObjectWithoutANamespaceIsInTheDefaultOne(String metadata) throws Exception {
        assertThat(resource("{\"kind\": \"Secret\", \"metadata\": %s}".formatted(metadata))
                        .id())
                .isEqualTo(new Resource.Id("Secret", "default", "a"));
    }

    @Test
    void readsAnAmountInQuotesAsArgoEventsDoes() throws Exception {
        assertThat(resource("{\"steps\": 3, \"factor\": \"1.5\", \"jitter\": 0.2}")
                        .as(Sensor.Backoff.class))
                .isEqualTo(new Sensor.Backoff(3, null, new BigDecimal("1.5"), new BigDecimal("0.2")));
    }

    @Test
    void refusesEvenSoWhatArgoEventsCouldNotRead() {
        assertThatThrownBy(() -> resource("{\"spec\": {\"sqs\": {\"load\": {\"queue\": 7, \"dlq\": true}}}}")
                        .leniently(EventSource.class))
                .isInstanceOf(BadInputException.class)
                .hasMessage("object: spec.sqs.load.queue: must be text (a number, true and false need quotes)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"name\": \"t\" | \"name\": \"t\", \"conditionsReset\": [] | spec.triggers.0.template.conditionsReset: not supported by the local stand-in",
                "\"path\": \"b\" | \"path\": \"b.*\" | spec.dependencies.0.filters.data.0.path \"b.*\": the local stand-in knows only plain paths, such as body.author",
                "\"path\": \"b\" | \"path\": 7 | spec.dependencies.0.filters.data.0.path: must be text (a number, true and false need quotes)",
                "\"path\": \"b\", | \"\": \"\", | spec.dependencies.0.filters.data.0.: not supported by the local stand-in, which knows comparator, path, type, value here",
                "\"path\": \"b\", |  | spec.dependencies.0.filters.data.0.path: must be given",
                "[\"x\"] | [null] | spec.dependencies.0.filters.data.0.value.0: must be given",
                "[\"x\"] | [] | spec.dependencies.0.filters.data.0.value: must be given",
                "\"type\": \"string\" | \"type\": \"date\" | spec.dependencies.0.filters.data.0: type \"date\" with comparator \"=\"",
                "\"jq\": \".\" | \"jq\": \")x\" | spec.dependencies.0.transform.jq \")x\": ",
                "\"jq\": \".\" | \"jq\": \"f\" | spec.dependencies.0.transform.jq \"f\": the local stand-in's jq (jackson-jq) does not have f/0",
                "\"name\": \"d\" | \"name\": \" \" | spec.dependencies.0.name: must be given",
                "\"name\": \"d\" | \"name\": null | spec.dependencies.0.name: must be given",
                "\"name\": \"d\" | \"name\": true | spec.dependencies.0.name: must be text (a number, true and false need quotes)",
                "\"Sensor\" | \"Sensors\" | kind: \"Sensors\": the local stand-in knows only Sensor here",
                "\"steps\": 1 | \"steps\": 1.5 | spec.triggers.0.retryStrategy.steps: must be a whole number",
                "\"steps\": 1 | \"factor\": \"much\" | spec.triggers.0.retryStrategy.factor: must be a number",
                "\"steps\": 1 | \"factor\": [] | spec.triggers.0.retryStrategy.factor: must be a number",
                "\"filters\": { | \"filters\": [], \"x\": { | spec.dependencies.0.filters: must be a map",
            })
    void refusesByPathWhatTheStandInWouldNotDo(String found, String put, String message) throws Exception {
        String sensor = """
                {"apiVersion": "argoproj.io/v1alpha1", "kind": "Sensor", "metadata": {},
                 "spec": {"dependencies": [{"name": "d", "eventSourceName": "s", "eventName": "e", "transform": {"jq": "."},
                   "filters": {"data": [{"path": "b", "type": "string", "value": ["x"]}]}}],
                   "triggers": [{"retryStrategy": {"steps": 1}, "template": {"name": "t"}}]}}""";
        resource(sensor).as(Sensor.class);
        assertThat(sensor).contains(found);

        assertThatThrownBy(() ->
                        resource(sensor.replace(found, put == null ? "" : put)).as(Sensor.class))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("object: " + message);
    }

    private static Resource resource(String json) throws Exception {
        return new Resource("object", (ObjectNode) GoJson.read(json));
    }
}
