package io.github.argometer.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.run.Interrupt;
import io.github.argometer.plan.SendPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The environment in which these tests run (see the pom) has SEND_IN_FLIGHT=5 and SEND_RETRIES=6. */
class InvocationTest {

    @TempDir
    private Path runs;

    @Test
    void theCommandSendsTheSamePlanAgain() throws Exception {
        Program first = program(
                "--messages",
                "600",
                "--rate",
                "8",
                "-D",
                "run.id=mine",
                "--overlay",
                "Zoë O'Hara $HOME",
                "--runs",
                runs.toString());
        SendPlan plan = first.plan();

        WhatWasRun what = first.what(Map.of());
        assertThat(what.command())
                .isEqualTo(
                        "loadtest run --runs=%s --arrival=constant -D send.in-flight=5 --messages=600 --rate=8 -D send.retries=6 --seed=%d --overlay='Zoë O'\\''Hara $HOME'"
                                .formatted(runs, plan.seed()));
        SendPlan again = program(words(what.command())).plan();
        assertThat(again.runId()).isNotEqualTo("mine");
        assertThat(List.of(again.seed(), again.messages(), again.arrival(), again.payloads()))
                .isEqualTo(List.of(plan.seed(), plan.messages(), plan.arrival(), plan.payloads()));
        assertThat(what.settings())
                .containsEntry("send.messages", "600")
                .containsEntry("send.seed", String.valueOf(plan.seed()))
                .doesNotContainKeys("run.id", "send.worker", "send.await-start");
        assertThat(what.versions().keySet()).containsExactly("argometer", "revision", "java", "camel", "os");
        assertThat(what.versions().get("camel")).matches("4\\.[0-9.]+");
    }

    @Test
    void whatAPlanOrTheCommandItselfSaysIsNotSaidAgain() throws IOException {
        Path plan = Files.writeString(runs.resolve("plan.json"), "{\"seed\": 7, \"messages\": 12}");
        Program program = program("--plan", plan.toString(), "-D", "run.poll=250", "--runs", runs.toString());
        program.plan();
        assertThat(program.what(Map.of("run.poll", "250")).command())
                .isEqualTo(
                        "loadtest run --runs=%s -D send.in-flight=5 --plan=%s -D send.retries=6".formatted(runs, plan));
    }

    @Test
    void whatWonOverThePlanIsSaidAgainEvenAsShipped() throws Exception {
        Path plan = Files.writeString(
                runs.resolve("plan.json"), "{\"seed\": 7, \"messages\": 12, \"arrival\": {\"kind\": \"uniform\"}}");
        Program program = program(
                "--plan",
                plan.toString(),
                "--messages",
                "2400",
                "--rate",
                "10",
                "--abort-on-fail",
                "--runs",
                runs.toString());
        SendPlan first = program.plan();
        WhatWasRun what = program.what(Map.of("send.messages", "2400"));
        assertThat(what.command())
                .isEqualTo(
                        "loadtest run --abort-on-fail --runs=%s --arrival=constant -D send.in-flight=5 --messages=2400 --plan=%s --rate=10 -D send.retries=6"
                                .formatted(runs, plan));
        SendPlan again = program(words(what.command())).plan();
        assertThat(List.of(again.seed(), again.messages(), again.arrival(), again.payloads()))
                .isEqualTo(List.of(first.seed(), first.messages(), first.arrival(), first.payloads()));
    }

    @Test
    void theCommandSearchesForTheSameCapacityAgain() {
        CommandLine line = new CommandLine(new Capacity(new Interrupt()));
        SettingOptions options =
                (SettingOptions) line.getCommandSpec().mixins().get("settings").userObject();
        line.parseArgs("--first", "5", "--hold=30", "-D", "capacity.drain=60", "--runs", runs.toString());
        WhatWasRun what = Invocation.of(
                line.getCommandSpec(), options.configuration(Map.of("send.await-start", "false")), Map.of());
        assertThat(what.command())
                .isEqualTo(
                        "loadtest capacity -D capacity.drain=60 --first=5 --hold=30 --runs=%s -D send.in-flight=5 -D send.retries=6"
                                .formatted(runs));
        assertThat(what.settings()).containsEntry("capacity.first", "5").doesNotContainKeys("send.await-start");
    }

    @Test
    void noSecretIsShown() {
        Program program = program(
                "-D",
                "db.password=hunter2",
                "-D",
                "record.http.secret=hunter2",
                "-D",
                "sqs.secret-key=hunter2",
                "-D",
                "sqs.access-key=hunter2",
                "-D",
                "db.parameters=sslMode=DISABLED&trustCertificateKeyStorePassword=hunter2&user=hunter2",
                "-D",
                "camel.main.description=hunter2",
                "--runs",
                runs.toString());
        program.plan();
        WhatWasRun what = program.what(Map.of());
        assertThat(what.toString()).doesNotContain("hunter2");
        assertThat(what.settings())
                .containsEntry("db.password", "***")
                .containsEntry("camel.main.description", "***")
                .containsEntry("db.parameters", "sslMode=DISABLED&trustCertificateKeyStorePassword=***&user=***");
        assertThat(what.command()).contains("DB_PASSWORD=\"$DB_PASSWORD\" ", " DB_PARAMETERS=\"$DB_PARAMETERS\" ");
    }

    /** The arguments that a shell gives the program. */
    private static String[] words(String command) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "printf '%s\\0' " + command).start();
        String[] words = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\0");
        return Stream.of(words).skip(2).toArray(String[]::new);
    }

    private static Program program(String... args) {
        Program program = new Program();
        program.line = new CommandLine(program);
        program.line.parseArgs(args);
        return program;
    }

    @Command(name = "run")
    private static final class Program {
        @Mixin
        private RunOptions options;

        @Option(names = "--overlay", description = "An option of this command only.")
        private Path overlay;

        private CommandLine line;
        private RunOptions.Planned planned;

        private SendPlan plan() {
            planned = RunOptions.plan(options.configuration(Map.of()));
            return planned.plan();
        }

        private WhatWasRun what(Map<String, String> defaults) {
            return Invocation.of(line.getCommandSpec(), planned.configuration(), defaults);
        }
    }
}
