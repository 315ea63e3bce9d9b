package io.github.argometer.loadtest.argo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values are those of tidwall/sjson 1.2.5: sjson.Set(before, path, "v"). */
class JsonPathTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | a | {\"a\":\"v\"}",
                "{} | a.b | {\"a\":{\"b\":\"v\"}}",
                "{} | a.0 | {\"a\":[\"v\"]}",
                "{} | a.2 | {\"a\":[null,null,\"v\"]}",
                "{} | a.1.b | {\"a\":[null,{\"b\":\"v\"}]}",
                "{} | a.-1 | {\"a\":{\"-1\":\"v\"}}",
                "{\"a\":null} | a.0 | {\"a\":[\"v\"]}",
                "{\"a\":\"x\"} | a.b | {\"a\":{\"b\":\"v\"}}",
                "{\"a\":[\"x\"]} | a.0 | {\"a\":[\"v\"]}",
                "{\"a\":[\"x\"]} | a.3 | {\"a\":[\"x\",null,null,\"v\"]}",
                "{\"a\":[\"x\"]} | a.-1 | {\"a\":[\"x\",\"v\"]}",
                "{\"a\":[]} | a.-1 | {\"a\":[\"v\"]}",
                "{\"a\":{\"0\":\"x\"}} | a.0 | {\"a\":{\"0\":\"v\"}}",
                "{\"a\":{\"b\":1}} | a.0 | {\"a\":{\"b\":1,\"0\":\"v\"}}",
                "{\"c\":[{\"n\":1}]} | c.0.args.0 | {\"c\":[{\"n\":1,\"args\":[\"v\"]}]}",
            })
    void setsWhatSjsonSets(String before, String path, String after) throws Exception {
        ObjectNode tree = (ObjectNode) GoJson.read(before);
        JsonPath.of(path).set(tree, "v");
        assertThat(GoJson.text(tree)).isEqualTo(after);
    }

    @Test
    void aListHasNoNames() {
        ObjectNode tree = GoJson.MAPPER.createObjectNode();
        tree.putArray("a").add("x");
        assertThatThrownBy(() -> JsonPath.of("a.b").set(tree, "v"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dest \"a.b\": there is a list, which can have no b");
        assertThatThrownBy(() -> JsonPath.of("a.1000000000000").set(tree, "v"))
                .hasMessage("dest \"a.1000000000000\": there is a list, which can have no 1000000000000");
    }
}
