package io.github.argometer.loadtest.argo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"body\":{}}", "{\"body\":\"text\"}", "{\"body\":null}"})
    void holdsBackWhatHasNoSuchField(String data) {
        assertThatThrownBy(() -> SourceFilter.of("body.id == 4").passes(GoJson.read(data)))
                .isInstanceOf(EventError.class)
                .hasMessageStartingWith("the source's filter: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "body.id != 4 | operator or function !=",
                "!(body.id == 4) | operator or function !",
                "body.id > 4 | operator or function >",
                "body.id in [4] | operator or function in",
                "body.name.startsWith('A') | operator or function startsWith",
                "has(body.id) | ",
                "body.id | a comparison is needed here",
                "true | a comparison is needed here",
                "4 == body.id | the right side of == must be a literal",
                "body.id == body.n | the right side of == must be a literal",
                "body['id'] == 4 | the left side of == must be a dotted path",
                "id == 4 | the left side of == must be a dotted path",
                "size(body) == 4 | the left side of == must be a dotted path",
                "sprig.id == 4 | sprig is a name of the language",
                "body.id == 4.0 | a literal must be a plain string",
                "body.id == 4u | a literal must be a plain string",
                "body.id == 010 | a literal must be a plain string",
                "body.id == 0x4 | a literal must be a plain string",
                "body.id == null | a literal must be a plain string",
                "body.a == r'x' | a literal must be a plain string",
                "body.a == '''x''' | a literal must be a plain string",
                "body.a == b'x' | a literal must be a plain string",
                "body.a == 'a\\nb' | a literal must be a plain string",
                "a.x == 1 or b.y == 2 | ",
                "body.id == | ",
            })
    void refusesWhatTheLanguagesMeanDifferently(String expression, String reason) {
        assertThatThrownBy(() -> SourceFilter.of(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason == null ? "" : reason);
    }

    @Test
    void refusesAnOrOverDifferentObjectsSinceAMissingOneDecidesDifferently() {
        assertThatThrownBy(() -> SourceFilter.of("a.x == 1 || b.y == 2"))
                .hasMessageContaining("|| joins fields of one object only");
    }
}
