package io.github.argometer.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.Settings;
import io.github.argometer.TestDatabase;
import io.github.argometer.TestEvents;
import io.github.argometer.TestPasswords;
import io.github.argometer.TestRecorder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user sets arrives at the database and at the entry as it is written. */
class SecretsIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static TestDatabase database;

    @BeforeAll
    static void start() {
        database = TestDatabase.start();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    private static Stream<String> passwords() {
        return TestPasswords.hard().stream();
    }

    @ParameterizedTest
    @MethodSource("passwords")
    void recordsWithAnyPasswordAndAnySecretThatAHeaderCarries(String password) throws Exception {
        TestPasswords.give(database, password);
        database.clear();
        String secret = password.strip();
        int port = TestDatabase.freePort();
        Main recorder = TestRecorder.start(
                database,
                port,
                Map.of("db.user", TestPasswords.USER, "db.password", password, "record.http.secret", secret));
        try {
            assertThat(post(port, "without")).isEqualTo(401);
            if (secret.chars().allMatch(character -> character < 128)) { // Java's client sends no other
                assertThat(post(port, secret)).isEqualTo(200);
                assertThat(database.query("SELECT EventId FROM argo_event_record"))
                        .containsExactly(Map.of("EventId", "e"));
            }
        } finally {
            recorder.stop();
        }
    }

    @Test
    void takesTheNameOfADatabaseAndAUserAsTheyAreWritten() throws Exception {
        String name = "{{env:HOME}} 50%?a=b#c&d";
        database.execute("", "CREATE DATABASE `" + name + "`");
        database.execute("", "CREATE TABLE `" + name + "`.argo_event_record LIKE argometer.argo_event_record");
        database.execute("", "CREATE USER ' {{env:USER}}' IDENTIFIED BY 'p'");
        database.execute("", "GRANT ALL ON `" + name + "`.* TO ' {{env:USER}}'");
        int port = TestDatabase.freePort();
        Main recorder = TestRecorder.start(
                database, port, Map.of("db.name", name, "db.user", " {{env:USER}}", "db.password", "p"));
        try {
            assertThat(post(port, "")).isEqualTo(200);
            assertThat(database.query("SELECT EventId FROM `" + name + "`.argo_event_record"))
                    .containsExactly(Map.of("EventId", "e"));
        } finally {
            recorder.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {" x", "x ", "x\ny"})
    void refusesASecretThatNoHeaderCarriesAndDoesNotTellIt(String secret) {
        assertThatThrownBy(() -> TestRecorder.start(database, 0, Map.of("record.http.secret", secret)))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessage("setting record.http.secret: must be a text without blanks at its ends and without"
                        + " control characters (its value is not shown)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trustCertificateKeyStorePassword=%zz", "hunter2", "a=b&=hunter2"})
    void refusesParametersThatNoUrlHasAndDoesNotTellThem(String parameters) {
        assertThatThrownBy(() -> TestRecorder.start(database, 0, Map.of("db.parameters", parameters)))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessage("setting db.parameters: must be NAME=VALUE, joined by &, with & and % in a value as %26"
                        + " and %25, sslMode one of DISABLED, PREFERRED, REQUIRED, VERIFY_CA and VERIFY_IDENTITY, or nothing"
                        + " (its value is not shown)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{env:HOME}}", "a}}b", "a\\b"})
    void refusesWhatCamelWouldReadOtherwiseThanItIsWritten(String host) {
        assertThatThrownBy(() -> TestRecorder.start(database, 0, Map.of("http.host", host)))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessage("setting http.host = \"" + host + "\": must be a text without {{ or }} or \\");
    }

    private static int post(int port, String secret) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/event/"))
                .header(SharedSecret.HEADER, secret)
                .POST(HttpRequest.BodyPublishers.ofString(TestEvents.event("e").request()))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
