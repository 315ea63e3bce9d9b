package io.github.argometer.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.TestEvents;
import io.github.argometer.TestPasswords;
import io.github.argometer.recorder.Recorder.Ended;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The recorder with passwords that mean something else in other languages. */
class RecorderJobSecretsIT extends RecorderProcesses {

    @Test
    void takesEachPasswordAsItIsWritten() throws Exception {
        environment.put("DB_USER", TestPasswords.USER);
        for (String password : TestPasswords.hard()) {
            database.clear();
            TestPasswords.give(database, password);
            environment.put("DB_PASSWORD", password);
            Ended ended = record(TestEvents.event("e").argument());
            assertThat(ended.err()).as(password).isEmpty();
            assertThat(ended.code()).isZero();
            assertThat(database.query("SELECT EventId FROM argo_event_record")).containsExactly(Map.of("EventId", "e"));
        }
    }

    @Test
    void tellsThePasswordToNobodyWhereItIsWrong() throws Exception {
        for (String password : List.of("x}}y", "a{{b}}c", "#class:java.lang.String", "größer\\")) {
            environment.put("DB_PASSWORD", password);
            Ended refused = record(TestEvents.event("e").argument());
            assertThat(refused.code()).isEqualTo(69);
            assertThat(refused.err()).contains("Access denied").doesNotContain(password);
            assertThat(refused.out()).isEmpty();
        }
    }
}
