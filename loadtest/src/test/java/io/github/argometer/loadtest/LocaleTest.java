package io.github.argometer.loadtest;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.argometer.loadtest.analyse.RunFixture;
import io.github.argometer.loadtest.command.Argometer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own, with the locale of a user somewhere. */
class LocaleTest {

    private static final Map<String, String> LANG_C = Map.of("LC_ALL", "C", "LANG", "C");
    private static final String LOST = "must be text in this locale's encoding; set LC_ALL=C.UTF-8\n";

    @TempDir
    private Path folder;

    @Test
    void reportsTheSameUnderArabicPersianBengaliAndMarathi() throws Exception {
        Path run = Files.createDirectory(folder.resolve("run"));
        new RunFixture(1, 1, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 1_234_500, 1)
                .accepted("sns", 0, false, 0)
                .in(run);
        for (String language : List.of("ar-EG", "fa-IR", "bn-BD", "mr-IN")) {
            String[] locale = language.split("-");
            List<String> options = List.of("-Duser.language=" + locale[0], "-Duser.country=" + locale[1]);

            assertThat(loadtest(options, Map.of(), "analyse", run.toString()))
                    .as(err())
                    .isZero();

            assertThat(out())
                    .contains("Run " + RunFixture.RUN)
                    .contains("  mean                          1,235")
                    .contains("✓ sqs  1 of 1 expected rows recorded")
                    .endsWith("PASSED\n");
            JsonNode report =
                    new ObjectMapper().readTree(run.resolve("report.json").toFile());
            assertThat(report.path("messages").intValue()).isEqualTo(1);
            assertThat(Files.readString(run.resolve("ledger.csv")))
                    .isASCII()
                    .contains(RunFixture.RUN + "-sqs-000000,sqs,0,4,Ankur,true,delivered,");
        }
    }

    @Test
    void refusesAnArgumentOrAVariableThatLangCHasLost() throws Exception {
        assertThat(loadtest(List.of(), LANG_C, "run", "-D", "send.plan=Jürgen.yaml"))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err()).isEqualTo("an argument: " + LOST);
        assertThat(loadtest(List.of(), LANG_C, "analyse", folder + "/Jürgen")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err()).isEqualTo("an argument: " + LOST);
        Map<String, String> environment = Map.of("LC_ALL", "C", "SEND_PLAN", "Jürgen");
        assertThat(loadtest(List.of(), environment, "run")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err()).isEqualTo("environment variable SEND_PLAN: " + LOST);
    }

    @Test
    void writesUtf8UnderLangC() throws Exception {
        Path plan = Files.writeString(folder.resolve("plan.yaml"), "arrival: {kind: ' Jürgen'}\n");
        assertThat(loadtest(List.of(), LANG_C, "run", "--plan", plan.toString()))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err()).startsWith(plan + ":1: arrival.kind = \"Jürgen\": must be one word");
    }

    /** Its exit code. */
    private int loadtest(List<String> options, Map<String, String> environment, String... args) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Argometer.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private String out() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"));
    }
}
