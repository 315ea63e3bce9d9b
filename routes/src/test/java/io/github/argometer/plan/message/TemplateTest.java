package io.github.argometer.plan.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TemplateTest {

    private static final Set<String> VARIABLES = Set.of("number", "city");

    @Test
    void leavesAllBetweenPlaceholdersAsItIs() {
        String text =
                "{\"a\": \"\\n\\t\\\\ $ {x} #{y} $5 {{z}} 'q'\", \"n\": ${variable.number}, \"c\": \"${variable.city}\"}";
        assertThat(of(text, "7", "Köln"))
                .isEqualTo(text.replace("${variable.number}", "7").replace("${variable.city}", "Köln"));
        assertThat(Template.of(text, VARIABLES).isPlain()).isFalse();
        assertThat(Template.of("{\"a\": \"\\n ${\"}}".replace("${", "$ {"), VARIABLES)
                        .isPlain())
                .isTrue();
    }

    @Test
    void takesWhatSimpleTakes() {
        assertThat(of("<${variable:city}> <${variable.number}>", "7", "Rome")).isEqualTo("<Rome> <7>");
        assertThat(of("${uuid}", "7", "")).hasSizeGreaterThan(20).isNotEqualTo(of("${uuid}", "7", ""));
        assertThat(of("${random(3,4)}", "7", "")).isEqualTo("3");
    }

    @Test
    void neverReadsAValueAsATemplate() {
        assertThat(of("${variable.city}", "7", "${variable.number} $& \\1")).isEqualTo("${variable.number} $& \\1");
    }

    @Test
    void refusesWhatIsNoPlaceholder() {
        refuses("a ${variable.number", "a text whose every ${ has its }");
        refuses(
                "a ${nonsense} b",
                "a text whose placeholders Camel's Simple language takes; ${nonsense} it does not: ");
        refuses("a ${ } b", "a text whose placeholders name something; ${ } is empty");
        refuses(
                "${variable.citty}",
                "a text whose placeholders name ${variable.city}, ${variable.number}; ${variable.citty} is another");
        assertThatThrownBy(() -> of("${header.x}", "7", ""))
                .hasMessage("a text whose placeholders have a value; ${header.x} has none");
    }

    private static void refuses(String text, String why) {
        assertThatThrownBy(() -> Template.of(text, VARIABLES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(why);
    }

    private static String of(String text, String number, String city) {
        return Template.of(text, VARIABLES).text(Map.of("number", number, "city", city));
    }
}
