package io.github.argometer.plan.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.record.Mark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkPathTest {

    @Test
    void isAsPlansWriteIt() {
        assertThat(MarkPath.of("header").orElseThrow()).hasToString("header").matches(MarkPath::isHeader);
        assertThat(MarkPath.of("attribute")).isEqualTo(MarkPath.of("header"));
        assertThat(MarkPath.of("body:meta.argometer").orElseThrow())
                .hasToString("body:meta.argometer")
                .matches(mark -> !mark.isHeader());
        assertThat(Mark.text("r-orders-000012", "2026-11-27T16:00:01.123456Z"))
                .isEqualTo("argometer:r-orders-000012:2026-11-27T16:00:01.123456Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Header", "body", "body:", "body:a..b", "body:.a", "body:a.", "body:a b", "body:a\"b"})
    void isNothingElse(String text) {
        assertThat(MarkPath.of(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "m   | {}                               | {`m`:`M`}",
                "m   | ~ { } ~                          | ~ {`m`:`M` } ~",
                "m   | {`a`:1.50,`b`:[{`m`:2}]}         | {`m`:`M`,`a`:1.50,`b`:[{`m`:2}]}",
                "a.m | {`a`:{},`b`:{`m`:1}}             | {`a`:{`m`:`M`},`b`:{`m`:1}}",
                "a.m | {`x`:[1,{`a`:2}],`a`:{`y`:1e400}}| {`x`:[1,{`a`:2}],`a`:{`m`:`M`,`y`:1e400}}",
                "a.m | {`b`:1}                          | {`a`:{`m`:`M`},`b`:1}",
                "a.b.m | {`a`:{`c`:1}}                  | {`a`:{`b`:{`m`:`M`},`c`:1}}",
                "a.a.m | {`a`:{`x`:{`a`:0},`a`:{}}}     | {`a`:{`x`:{`a`:0},`a`:{`m`:`M`}}}"
            })
    void standsAtItsPathAndLeavesAllElseAsItIs(String path, String before, String after) {
        assertThat(in(path, before.replace('`', '"'))).isEqualTo(after.replace('`', '"'));
    }

    @Test
    void refusesABodyThatIsNoObjectOrHasSomethingThere() {
        refuses("[]", "a JSON object, to carry the mark at body:a.m");
        refuses("7", "a JSON object, to carry the mark at body:a.m");
        refuses("", "a JSON object, to carry the mark at body:a.m");
        refuses("hello", "a JSON object, to carry the mark at body:a.m; it is none: ");
        refuses("{\"a\":", "a JSON object, to carry the mark at body:a.m; it is none: ");
        refuses("{\"a\":{},\"b\":}", "a JSON object, to carry the mark at body:a.m; it is none: ");
        refuses("{\"x\":1,\"x\":2}", "a JSON object, to carry the mark at body:a.m; it is none: Duplicate field 'x'");
        refuses("{} {}", "one JSON object, to carry the mark at body:a.m");
        refuses("{\"a\":{\"m\":null}}", "a JSON object without anything at body:a.m");
        refuses("{\"a\":{\"m\":{}}}", "a JSON object without anything at body:a.m");
        refuses("{\"a\":[]}", "a JSON object without anything at body:a.m");
        refuses("{\"a\":\"m\"}", "a JSON object without anything at body:a.m");
    }

    private static void refuses(String json, String why) {
        assertThatThrownBy(() -> in("a.m", json))
                .as(json)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(why);
    }

    private static String in(String path, String json) {
        return MarkPath.of("body:" + path).orElseThrow().in(json).with("M");
    }
}
