package io.github.argometer.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.Settings;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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

    /** No file has them, since only a plan knows the channel's name. */
    @Test
    void takesTheSettingsOfAChannelOfOnesOwnFromCommandLineAndEnvironment() {
        UnaryOperator<String> environment =
                Map.of("CHANNEL_ORDERS_SECRET_KEY", "s3cret", "CHANNEL_ORDERS_REGION", "US East")::get;
        Configuration own = Configuration.of(Map.of("channel.orders.endpoint", "aws2-sqs:orders"), environment);
        assertThat(own.settings().text("channel.orders.endpoint")).isEqualTo("aws2-sqs:orders");
        assertThat(own.settings().text("channel.orders.secret-key")).isEqualTo("s3cret");
        assertThat(own.settings().text("channel.refunds.endpoint")).isEmpty();
        assertThat(own.differing()).isEqualTo(Map.of("channel.orders.endpoint", "aws2-sqs:orders"));
        assertThat(own.with(Map.of("channel.orders.access-key", "AK")).differing())
                .containsEntry("channel.orders.access-key", "***");
        assertThatThrownBy(() -> own.settings().check("channel.orders.region"))
                .hasMessage(
                        "environment variable CHANNEL_ORDERS_REGION = \"US East\": must be a region such as us-east-1,"
                                + " or nothing");
        assertThatThrownBy(() -> own.with(Map.of("channel.orders.topic", "x")))
                .hasMessageStartingWith("-D channel.orders.topic: no such setting; did you mean ");
        assertThatThrownBy(() -> own.with(Map.of("channel.sqs.endpoint", "x")))
                .hasMessageStartingWith("-D channel.sqs.endpoint: no such setting; did you mean ");
    }

    @Test
    void refusesAKeyThatIsNoSetting() {
        Map<String, String> misspelt = Map.of("sned.messages", "1");
        assertThatThrownBy(() -> Configuration.of(misspelt, name -> null))
                .isInstanceOf(BadInputException.class)
                .hasMessage("-D sned.messages: no such setting; did you mean send.messages?");
        assertThatThrownBy(() -> Configuration.of(Map.of("db.pasword", "hunter2"), name -> null))
                .hasMessage("-D db.pasword: no such setting; did you mean db.password?");
    }

    @Test
    void aComplaintNamesTheVariableOrTheKeyWhicheverWasGiven() {
        UnaryOperator<String> environment = name -> name.equals("SEND_RATE") ? "" : null;
        assertThatThrownBy(() -> Configuration.of(Map.of(), environment).checked())
                .isInstanceOf(Settings.Invalid.class)
                .hasMessage("environment variable SEND_RATE = \"\": must be a number from 0.001 to 1000000");
        assertThatThrownBy(() -> Configuration.of(Map.of("send.rate", "fast"), environment)
                        .checked())
                .hasMessage("setting send.rate = \"fast\": must be a number from 0.001 to 1000000");
    }

    @Test
    void camelsOwnSettingsAreCheckedByCamel() {
        Configuration.of(Map.of("camel.main.shutdown-timeout", "7"), name -> null)
                .checked();
        for (String bad : List.of("camel.main.shutdown-timeout", "camel.main.shutdwon-timeout")) {
            assertThatThrownBy(() ->
                            Configuration.of(Map.of(bad, "soon"), name -> null).checked())
                    .isInstanceOf(BadInputException.class)
                    .hasMessage("-D %s: Camel has no such setting, or refuses its value".formatted(bad));
        }
    }
}
