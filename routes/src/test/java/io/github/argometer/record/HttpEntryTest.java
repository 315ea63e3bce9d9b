package io.github.argometer.record;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.Settings;
import org.apache.camel.main.Main;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpEntryTest {

    @ParameterizedTest
    @CsvSource({
        "http.port, 65536, 0, 65535",
        "http.port, -1, 0, 65535",
        "http.max-body, 1023, 1024, 104857600",
        "http.max-body, 1 MB, 1024, 104857600",
        "http.timeout, 0, 100, 600000",
        "http.timeout, 600001, 100, 600000",
        "db.pool, 1001, 1, 1000",
        "db.connect-timeout, 0, 250, 600000",
        "db.connect-timeout, 600001, 250, 600000",
        "db.socket-timeout, 0, 1, 600000",
        "db.socket-timeout, 600001, 1, 600000",
        "record.http.writers, 0, 1, 1000"
    })
    void refusesASettingByNameValueAndRange(String key, String value, long min, long max) {
        Main recorder = new Main();
        recorder.addOverrideProperty("record.http.enabled", "true");
        recorder.addOverrideProperty(key, value);
        recorder.configure().addRoutesBuilder(HttpEntry.class);
        assertThatThrownBy(recorder::start)
                .isInstanceOf(Settings.Invalid.class)
                .hasMessage("setting %s = \"%s\": must be an integer from %d to %d".formatted(key, value, min, max));
    }
}
