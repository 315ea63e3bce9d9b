package io.github.argometer;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the user's locale is: no business of ours. {@code camel run} starts the routes with a main that is not ours. */
class LocaleTest {

    private static final List<String> ARABIC = List.of("-Duser.language=ar", "-Duser.country=EG");

    /** Whatever would ask for the user's locale or encoding. */
    private static final Pattern ASKS = Pattern.compile(
            "\\.formatted\\(|\\.format\\((?!\\s*Locale\\.)\\s*\"|\\.printf\\((?!\\s*Locale\\.)"
                    + "|\\.to(Upper|Lower)Case\\(\\)|ofPattern\\([^,)]*\\)|(Number|Decimal|Message|SimpleDate)Format\\b|new Formatter\\("
                    + "|\\.getBytes\\(\\)|new String\\(\\w+\\)|defaultCharset\\(|new (FileReader|FileWriter|Scanner)\\(");

    @TempDir
    Path runs;

    @Test
    void noRouteAsksForIt() throws IOException {
        Map<String, String> asking = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String source = Files.readString(file);
                ASKS.matcher(source)
                        .results()
                        .forEach(found -> asking.put(
                                file + ":"
                                        + (1
                                                + source.substring(0, found.start())
                                                        .lines()
                                                        .count()),
                                found.group()));
            }
        }
        assertThat(asking).isEmpty();
    }

    @Test
    void sendsTheSameUnderArabic() throws Exception {
        Set<String> seen = send("arabic", ARABIC, Map.of("SEND_WORKERS", "2", "SEND_WORKER", "1"));

        assertThat(seen).containsExactlyInAnyOrder("arabic-sqs-000001", "arabic-sqs-000003", "arabic-sqs-000005");
        JsonNode plan =
                new ObjectMapper().readTree(runs.resolve("arabic/plan.json").toFile());
        assertThat(plan.path("messages").intValue()).isEqualTo(6);
        assertThat(plan.path("created").textValue()).matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{6}Z");
        assertThat(Files.readString(runs.resolve("arabic/sent-1.csv")))
                .isASCII()
                .contains("arabic-sqs-000005,sqs,5,");
    }

    @Test
    void makesTheNameOfARunInLatinDigitsUnderArabic() throws Exception {
        send("", ARABIC, Map.of());

        try (Stream<Path> folders = Files.list(runs).filter(Files::isDirectory)) {
            assertThat(folders.map(folder -> folder.getFileName().toString()))
                    .singleElement()
                    .asString()
                    .matches("[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}");
        }
    }

    @Test
    void sendsAPlansTextUnderLangC() throws Exception {
        Path plan = Files.writeString(
                runs.resolve("plan.yaml"),
                "payloads: [{text: '{\"id\": 4, \"message\": \"\", \"author\": \"Jürgen\"}'}]\n");

        assertThat(send("c", List.of(), Map.of("LC_ALL", "C", "SEND_PLAN", plan.toString())))
                .hasSize(6);
        assertThat(Files.readString(runs.resolve("c/sent.csv")))
                .contains(",4,Jürgen,")
                .doesNotContain("?", "\ufffd");
    }

    @Test
    void refusesASettingThatWasLostOnItsWayInUnderLangC() throws Exception {
        assertThat(send("c", List.of(), Map.of("LC_ALL", "C", "SEND_PLAN", "Jürgen.yaml")))
                .isEmpty();
        assertThat(Files.readString(runs.resolve("c.log")))
                .contains(
                        "setting send.plan: must be text in this locale's encoding; set LC_ALL=C.UTF-8 (its value is not shown)");
        assertThat(runs.resolve("c")).doesNotExist();
    }

    /** The EventIds that came to a queue from a generator that runs with that environment. */
    private Set<String> send(String run, List<String> options, Map<String, String> environment) throws Exception {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (TestSqs sqs = TestSqs.start()) {
            sqs.listen(seen::add);
            Map<String, String> settings = new TreeMap<>(TestGenerator.settings(sqs));
            settings.put("send.delay.max", "20");
            settings.putAll(
                    Map.of("send.messages", "6", "send.seed", "1", "run.id", run, "runs.folder", runs.toString()));
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            command.addAll(options);
            command.addAll(List.of(
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    TestGenerator.class.getName()));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(runs.resolve(run + ".log").toFile());
            settings.forEach((key, value) ->
                    builder.environment().put(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
            builder.environment().putAll(Map.of("AWS_ACCESS_KEY_ID", "test", "AWS_SECRET_ACCESS_KEY", "test"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            try {
                assertThat(process.waitFor(60, SECONDS)).isTrue();
            } finally {
                process.destroyForcibly();
            }
        }
        return seen;
    }
}
