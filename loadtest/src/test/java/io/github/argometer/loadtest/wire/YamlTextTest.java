package io.github.argometer.loadtest.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.yaml.snakeyaml.Yaml;

class YamlTextTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({
        "00:00:00, '\"00:00:00\"'",
        "12:30, '\"12:30\"'",
        "2026-11-27, '\"2026-11-27\"'",
        "2026-11-27T16:00:00Z, '\"2026-11-27T16:00:00Z\"'",
        "1_000, '\"1_000\"'",
        "10s, '\"10s\"'",
        "1e3, 1000.0",
        "0x10, 16",
        "010, 8",
        "1.5, 1.5",
        "yes, true",
        "~, null"
    })
    void readsAsKubernetesDoes(String yaml, String json) {
        assertThat(YamlText.read("file", "a: " + yaml).get(0)).hasToString("{\"a\":" + json + "}");
    }

    /** By YAML 1.1 and 1.2 alike. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                " a",
                "a ",
                "a: b",
                "a:",
                "a #b",
                "a#b",
                "# a",
                "- a",
                "-",
                "?",
                "*a",
                "&a",
                "!a",
                "%a",
                "@a",
                "`a",
                "yes",
                "No",
                "on",
                "OFF",
                "y",
                "true",
                "null",
                "~",
                "1",
                "1e3",
                "0o17",
                "017",
                "0x1F",
                "1_000",
                "12:30:00",
                ".inf",
                "2026-11-27",
                "10s",
                "200m",
                "64Mi",
                "a\nb",
                "a\nb\n",
                "\na",
                "  a\n b",
                "a \nb",
                "a\tb",
                "\t",
                "'a'",
                "\"a\"",
                "{a}",
                "[a]",
                "a, b",
                "{}",
                "|",
                ">",
                "=",
                "<<",
                "\u0000",
                "ä",
                "\uD83D\uDE00",
                "a\\b",
                "a\r\nb",
                "http://a.example:80/?b=c&d#e",
                "body.a == \"b\" || c",
                "packed && label",
                "---",
                "...",
                "# a\nb",
                "a\n\n\n"
            })
    void writesTextThatStaysText(String text) {
        ObjectNode tree = JSON.createObjectNode();
        tree.put("a", text).putArray("list").add(text);
        tree.putObject("map").put(text, 1);
        for (String yaml : new String[] {YamlText.write(tree), YamlText.writeShort(tree)}) {
            assertThat(YamlText.read("file", yaml)).as(yaml).containsExactly(tree);
            assertThat(JSON.<ObjectNode>valueToTree(new Yaml().load(yaml)))
                    .as(yaml)
                    .isEqualTo(tree);
            Load load = new Load(LoadSettings.builder().build());
            assertThat(JSON.<ObjectNode>valueToTree(load.loadFromString(yaml)))
                    .as(yaml)
                    .isEqualTo(tree);
        }
    }

    @Test
    void resolvesAnchorsAndMergesMaps() {
        assertThat(YamlText.read("file", "a: &a {b: 1}\nc: {<<: *a, d: 2}").get(0))
                .hasToString("{\"a\":{\"b\":1},\"c\":{\"b\":1,\"d\":2}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: 1\na: 2", "a: [", "a: &a [*a]", "a: &a {b: {c: *a}}", "a: !java.net.URL x"})
    void refusesWhatIsNoTree(String yaml) {
        assertThatThrownBy(() -> YamlText.read("file", yaml))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("file: not YAML: ");
    }
}
