package io.github.argometer.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;

/** The build runs these tests with SEND_IN_FLIGHT=5 and SEND_RETRIES=6 in the environment. */
class ConfigurationTest {

    private static final Map<String, String> OPTIONS = Map.of("send.in-flight", "9", "management.enabled", "false");

    private final Configuration configuration = Configuration.of(OPTIONS, System::getenv);

    @Test
    void theCommandLineGoesBeforeTheEnvironmentAndThatBeforeTheFile() {
        assertThat(configuration.settings().text("send.in-flight")).isEqualTo("9");
        assertThat(configuration.settings().text("send.retries")).isEqualTo("6");
        assertThat(configuration.settings().text("send.messages")).isEqualTo("2400");
        assertThat(configuration.settings().text("run.poll")).isEqualTo("1000");
    }

    @Test
    void camelSeesTheSameSettings() throws Exception {
        Main main = configuration.camel();
        main.configure().withDumpRoutes(null);
        main.start();
        try {
            assertThat(main.getCamelContext()
                            .resolvePropertyPlaceholders("{{send.in-flight}} {{send.retries}} {{send.messages}}"))
                    .isEqualTo("9 6 2400");
        } finally {
            main.stop();
        }
    }

    @Test
    void knowsWhatWasChosen() {
        assertThat(configuration.isChosen("send.in-flight")).isTrue();
        assertThat(configuration.isChosen("send.retries")).isTrue();
        assertThat(configuration.isChosen("db.host")).isFalse();
        assertThat(Configuration.of(Map.of("db.host", " "), name -> null).isChosen("db.host"))
                .isFalse();
    }

    @Test
    void refusesAKeyThatIsNoSetting() {
        Map<String, String> misspelt = Map.of("sned.messages", "1");
        assertThatThrownBy(() -> Configuration.of(misspelt, name -> null))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("-D sned.messages=1: no such setting; allowed are aws.credentials, ")
                .hasMessageContaining("send.messages");
    }
}
