package io.github.argometer.loadtest.argo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class SourceFilterTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "body.id == 4 | {\"body\":{\"id\":4}} | true",
                "body.id == 4 | {\"body\":{\"id\":4.0}} | true",
                "body.id == 4 | {\"body\":{\"id\":4.5}} | false",
                "body.id == 4 | {\"body\":{\"id\":5}} | false",
                "body.id == 4 | {\"body\":{\"id\":\"4\"}} | false",
                "body.id == 4 | {\"body\":{\"id\":null}} | false",
                "body.id == 4 | {\"body\":{\"id\":[4]}} | false",
                "body.id == 4 | {\"body\":{\"id\":12345678901234567890123}} | false",
                "body.author == 'David' | {\"body\":{\"author\":\"David\"}} | true",
                "body.author == \"David\" | {\"body\":{\"author\":\"Davids\"}} | false",
                "body.ok == true | {\"body\":{\"ok\":true}} | true",
                "body.id == 4 && body.author == 'A' | {\"body\":{\"id\":4,\"author\":\"B\"}} | false",
                "body.id == 4 OR body.id == 5 | {\"body\":{\"id\":5}} | true",
                "(body.id == 4 OR body.n == 5) && a.b == 1 | {\"body\":{\"n\":5},\"a\":{\"b\":1}} | true",
            })
    void decidesAsArgoDoes(String expression, String data, boolean passes) throws Exception {
        assertThat(SourceFilter.of(expression.replace("OR", "||")).passes(GoJson.read(data)))
                .isEqualTo(passes);
    }

    /**
     * Random expressions and data, with what {@code filterEvent} of Argo Events 1.9.11 said to them: true, false or error. A source
     * for more: {@code pkg/eventsources/eventing.go} and {@code pkg/shared/expr} there, compiled as they are.
     */
    @ParameterizedTest
    @CsvFileSource(resources = "/argo/source-filters.tsv", delimiter = '\t', quoteCharacter = '\0')
    void decidesOnWhateverArgoDecidesOn(String decision, String expression, String data) throws Exception {
        assertThat(decision(expression, data)).isEqualTo(decision);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "body.id == 4 | {} | body is nil, which has no field id",
                "body.id == 4 | {\"body\":null} | body is nil, which has no field id",
                "body.id == 4 | {\"body\":\"text\"} | body is a string, which has no field id",
                "body.a.b == 4 | {\"body\":{\"a\":[1]}} | body.a is a list, which has no field b",
                "body.id < 4 | {\"body\":{}} | nil < a number cannot be compared",
                "body.id contains '4' | {\"body\":{\"id\":4}} | a number is no string",
                "!body.id | {\"body\":{}} | nil is neither true nor false",
                "body.id | {\"body\":{\"id\":4}} | a number is neither true nor false",
                "body.id == 4 | [4] | the data are no JSON object",
            })
    void saysWhyItCannotDecide(String expression, String data, String why) {
        assertThatThrownBy(() -> SourceFilter.of(expression).passes(GoJson.read(data)))
                .isInstanceOf(EventError.class)
                .hasMessage(why);
    }

    @Test
    void aFieldThatIsNotThereIsNilAndHoldsBackWithoutAnError() throws Exception {
        assertThat(SourceFilter.of("body.id == 4").passes(GoJson.read("{\"body\":{}}")))
                .isFalse();
        assertThat(SourceFilter.of("body.id != 4").passes(GoJson.read("{\"body\":{}}")))
                .isTrue();
    }

    @Test
    void theRightSideIsLookedAtOnlyWhereTheLeftOneDoesNotDecide() {
        String data = "{\"body\":{\"id\":4}}";
        assertThat(decision("body.id == 4 OR no.where == 1", data)).isEqualTo("true");
        assertThat(decision("no.where == 1 OR body.id == 4", data)).isEqualTo("error");
        assertThat(decision("body.id == 5 && no.where == 1", data)).isEqualTo("false");
        assertThat(decision("body.id == 4 && no.where == 1", data)).isEqualTo("error");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "body.id + 1 == 5 | \"+\" is not supported",
                "body.id = 4 | \"=\" is not supported",
                "body.list[0] == 4 | a string is needed",
                "has(body.id) | function has is not supported",
                "body.name.trim() == 'A' | function trim is not supported",
                "len(body) == 4 | len is a name of the language",
                "sprig.id == 4 | sprig is a name of the language",
                "true | a literal does not decide",
                "4 == 4 | \"4\" is not expected",
                "body.id == | it ends too early",
                "(body.id == 4 | a ) is missing",
                "body.id == 4) | \")\" is not expected",
                "!body.id == 4 | \"==\" is not expected",
                "body.a == body.b == body.c | \"==\" is not expected",
                "body.id < nil | \"<\" with nil, true or false",
                "body.id == 4u | is not supported",
                "body.id == 010 | is not supported",
                "body.id == 0x4 | is not supported",
                "body.id == null.x.y ? 1 : 2 | \"?\" is not supported",
                "body.a == r'x' | \"'x'\" is not expected",
                "body.a == 'a\\nb' | is not supported",
                "body.a matches '[' | missing closing ]",
                "body.a not == 4 | \"not ==\" is not expected",
            })
    void refusesWhatItDoesNotKnow(String expression, String reason) {
        assertThatThrownBy(() -> SourceFilter.of(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static String decision(String expression, String data) {
        try {
            return String.valueOf(
                    SourceFilter.of(expression.replace("OR", "||")).passes(GoJson.read(data)));
        } catch (EventError e) {
            return "error";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
