package io.github.argometer.loadtest.argo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DependencyTest {

    @Test
    void transformsBeforeItFilters() throws Exception {
        Dependency dependency = dependency(".body.author = \"David\"", filter("body.author", "string", "=", "David"));
        assertThat(dependency.take(event("{\"body\":{\"author\":\"Brian\"}}")).map(CloudEvent::data))
                .contains("{\"body\":{\"author\":\"David\"}}");
    }

    @Test
    void writesATransformsOutputAsGoDoes() throws Exception {
        Dependency dependency = transforming("{z: .a, b: {d: 1, c: .html}}");
        assertThat(dependency.take(event("{\"a\":[2.50,1],\"html\":\"<&>\"}")).map(CloudEvent::data))
                .contains("{\"b\":{\"c\":\"\\u003c\\u0026\\u003e\",\"d\":1},\"z\":[2.5,1]}");
    }

    @Test
    void takesTheFirstOutputOfSeveral() throws Exception {
        assertThat(transforming("{n: 1}, {n: 2}").take(event("{}")).map(CloudEvent::data))
                .contains("{\"n\":1}");
    }

    @Test
    void dropsWhatTheTransformCannotHandle() {
        assertThatThrownBy(() -> transforming(".body | fromjson").take(event("{\"body\":\"no json\"}")))
                .isInstanceOf(EventError.class)
                .hasMessageStartingWith("the transform: ");
        assertThatThrownBy(() -> transforming("empty").take(event("{}")))
                .hasMessage("the transform: its first output is no object");
        assertThatThrownBy(() -> transforming("[1]").take(event("{}")))
                .hasMessage("the transform: its first output is no object");
    }

    @Test
    void refusesWhatIsNotJq() {
        assertThatThrownBy(() -> JqTransform.of(".a |")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "string, =, David, true",
        "string, =, Dav, true",
        "string, =, ^Dav$, false",
        "string, !=, David, false",
        "number, =, 7, false",
    })
    void comparesAuthorDavid(String type, String comparator, String value, boolean passes) throws Exception {
        Dependency dependency = dependency(null, filter("body.author", type, comparator, value));
        assertThat(dependency.take(event("{\"body\":{\"author\":\"David\"}}")).isPresent())
                .isEqualTo(passes);
    }

    @ParameterizedTest
    @CsvSource({"=, 4, true", "=, 4.0, true", "!=, 4, false", "<, 5, true", "<=, 4, true", ">, 4, false", ">=, 4, true"
    })
    void comparesNumberFour(String comparator, String value, boolean passes) throws Exception {
        Dependency dependency = dependency(null, filter("list.1.id", "number", comparator, value));
        assertThat(dependency.take(event("{\"list\":[{},{\"id\":4}]}")).isPresent())
                .isEqualTo(passes);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "\"4\", 4",
                "\"+4.0e0\", 4",
                "\"4d\", 0",
                "` \"4 \"`, 0",
                "\"four\", 0",
                "true, 1",
                "null, 0",
                "[4], 0"
            })
    void whatIsNoNumberComparesAsTheOneThatGoReadsInIt(String found, String value) throws Exception {
        assertThat(dependency(null, filter("a", "number", "=", value)).take(event("{\"a\":%s}".formatted(found))))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "10, ^10$",
        "10.0, ^10$",
        "2.50, ^2\\.5$",
        "1e3, ^1000$",
        "0.0000001, ^0\\.0000001$",
        "-1.5e-3, ^-0\\.0015$",
        "12345678901234567890, ^12345678901234567890$",
        "1e999, ^\\+Inf$",
        "true, ^true$"
    })
    void comparesANumberAsTheTextThatGoMakesOfIt(String found, String pattern) throws Exception {
        assertThat(dependency(null, filter("a", "string", "=", pattern)).take(event("{\"a\":%s}".formatted(found))))
                .isPresent();
    }

    @Test
    void passesWithOneOfTheValuesAndAllOfTheFilters() throws Exception {
        Dependency either = dependency(null, filter("a", "string", null, "x", "y"));
        assertThat(either.take(event("{\"a\":\"y\"}"))).isPresent();
        Dependency both = dependency(null, filter("a", "string", null, "x"), filter("b", "bool", "=", "true"));
        assertThat(both.take(event("{\"a\":\"x\",\"b\":true}"))).isPresent();
        assertThat(both.take(event("{\"a\":\"x\",\"b\":false}"))).isEmpty();
    }

    @Test
    void oneFilterOfTheDataIsEnoughWhereTheyAreJoinedByOr() throws Exception {
        Dependency either = dependency("""
                {"name": "d", "eventSourceName": "source", "eventName": "load", "filters": {"dataLogicalOperator": "or", "data": [
                {"path": "a", "type": "string", "value": ["x"]}, {"path": "b", "type": "bool", "value": ["true"]}]}}""");
        assertThat(either.take(event("{\"a\":\"y\",\"b\":true}"))).isPresent();
        assertThat(either.take(event("{\"b\":true}"))).isPresent();
        assertThat(either.take(event("{\"a\":\"y\",\"b\":false}"))).isEmpty();
        assertThatThrownBy(() -> either.take(event("{\"a\":\"y\"}"))).hasMessage("the filter: path 'b' does not exist");
    }

    @ParameterizedTest
    @CsvSource({
        "type, sqs, true",
        "type, webhook, false",
        "subject, load, true",
        "subject, other, false",
        "source, source, true",
        "source, sources, false",
        "datacontenttype, application/json, true",
        "datacontenttype, text/plain, false",
        "source, '', true"
    })
    void comparesTheContext(String field, String value, boolean passes) throws Exception {
        String filters = "\"filters\": {\"context\": {\"%s\": \"%s\"}%s}".formatted(field, value, "%s");
        String data = ", \"data\": [{\"path\": \"a\", \"type\": \"string\", \"value\": [\"x\"]}]";
        String json = "{\"name\": \"d\", \"eventSourceName\": \"source\", \"eventName\": \"load\", %s}";
        Dependency alone = dependency(json.formatted(filters.formatted("")));
        Dependency both = dependency(json.formatted(filters.formatted(data)));
        String or = ", \"filtersLogicalOperator\": \"or\"";
        Dependency aloneOfAny = dependency(json.formatted(filters.formatted("") + or));
        Dependency either = dependency(json.formatted(filters.formatted(data) + or));

        assertThat(alone.take(event("{}")).isPresent()).isEqualTo(passes);
        assertThat(aloneOfAny.take(event("{}")).isPresent()).isEqualTo(passes);
        assertThat(both.take(event("{\"a\":\"x\"}")).isPresent()).isEqualTo(passes);
        assertThat(both.take(event("{\"a\":\"y\"}"))).isEmpty();
        assertThat(either.take(event("{\"a\":\"x\"}"))).isPresent();
        assertThat(either.take(event("{\"a\":\"y\"}")).isPresent()).isEqualTo(passes);
    }

    @Test
    void refusesAnOperatorThatIsNone() {
        assertThatThrownBy(() -> dependency("""
                {"name": "d", "eventSourceName": "s", "eventName": "e", "filtersLogicalOperator": "xor"}"""))
                .hasMessage("sensor: filtersLogicalOperator: \"xor\": the local stand-in knows only and, or here");
    }

    @Test
    void dropsAnEventWithoutTheFilteredField() {
        assertThatThrownBy(() -> dependency(null, filter("body.author", "string", "=", "x"))
                        .take(event("{}")))
                .isInstanceOf(EventError.class)
                .hasMessage("the filter: path 'body.author' does not exist");
    }

    @ParameterizedTest
    @CsvSource({
        "body.#.id, string, =, x, only plain paths",
        "body.id|@this, string, =, x, only plain paths",
        "body.i*, string, =, x, only plain paths",
        "a, string, <, x, 'type \"string\" with comparator \"<\"'",
        "a, bool, !=, true, 'type \"bool\" with comparator \"!=\"'",
        "a, bool, =, yes, 'value \"yes\"'",
        "a, number, =, 4d, 'value \"4d\": must be a number'",
        "a, date, =, x, 'type \"date\"'",
    })
    void refusesAFilterThatIsNotSupported(String path, String type, String comparator, String value, String reason) {
        assertThatThrownBy(() -> filter(path, type, comparator, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static Dependency transforming(String jq) {
        return dependency(jq, new DataFilter[0]);
    }

    private static Dependency dependency(String jq, DataFilter... filters) {
        return new Dependency(
                "d",
                "source",
                "load",
                jq == null ? null : new Dependency.Transform(JqTransform.of(jq)),
                new Dependency.Filters(List.of(filters), null, null),
                null);
    }

    private static Dependency dependency(String json) {
        try {
            return new Resource("sensor", (ObjectNode) GoJson.read(json)).as(Dependency.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static DataFilter filter(String path, String type, String comparator, String... values) {
        return new DataFilter(JsonPath.of(path), type, List.of(values), comparator);
    }

    private static CloudEvent event(String data) {
        return CloudEvent.of("source", "sqs", "load", Instant.EPOCH, data);
    }
}
