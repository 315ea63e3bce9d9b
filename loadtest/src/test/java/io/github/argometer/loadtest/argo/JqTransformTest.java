package io.github.argometer.loadtest.argo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stand-in takes as a transform, and when it says no. */
class JqTransformTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                ". | getpath_or_so(1)",
                "if .a then .b else {c: (.d | map(getpath_or_so(1)))} end",
                "reduce .a[] as $x (0; . + getpath_or_so($x))",
                "def f(g): g | getpath_or_so(1); f(.a)",
                "\"\\(.a | getpath_or_so(1))\"",
                "try getpath_or_so(1) catch .",
                "{a: 1} | .a |= getpath_or_so(1)",
            })
    void refusesAtTheStartAFunctionThatItDoesNotHave(String program) {
        assertThatThrownBy(() -> JqTransform.of(program))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the local stand-in's jq (jackson-jq) does not have getpath_or_so/1");
    }

    @Test
    void takesFunctionsOfJqAndOfTheProgramItself() throws EventError {
        JqTransform transform = JqTransform.of(
                "def twice(f): f | f; {a: (.a | twice(. + 1)), b: (.b // {} | map_values({c: .}) | length)}");

        assertThat(transform.apply("{\"a\":1,\"b\":{\"x\":1}}")).isEqualTo("{\"a\":3,\"b\":1}");
    }
}
