package io.github.argometer.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What two options say of one thing: alike, or refused before anything is asked or sent. */
class ContradictionsTest {

    @TempDir
    private Path folder;

    private final TestCommand program = new TestCommand();

    @Test
    void aRateLeavesTheArrivalThatASettingNames() {
        // refused for its rate alone: it is read by the arrival, which a constant one would do too
        refuses(
                "setting send.rate = \"-1\": must be a number from 0.001 to 1000000",
                "-D",
                "send.arrival=poisson",
                "--rate",
                "-1");
        refuses(
                "setting send.rate = \"50\" (--rate): must be left out with send.arrival = ramp (--arrival)",
                "--rate",
                "50",
                "-D",
                "send.arrival=ramp");
        refuses(
                "setting send.rate = \"50\" (--rate): must be left out with send.arrival = uniform (--arrival)",
                "--rate",
                "50",
                "--arrival",
                "uniform");
    }

    @Test
    void aRateAndADelayContradictEachOther() {
        refuses(
                "setting send.delay.max = \"10\" (--max-delay): must be left out with send.arrival = constant (--rate)",
                "--rate",
                "50",
                "--max-delay",
                "10");
        refuses(
                "setting send.delay.min = \"0\" (--min-delay): must be left out with send.arrival = constant (--rate)",
                "--rate",
                "50",
                "-D",
                "send.delay.min=0");
        refuses(
                "setting send.steps = \"1x1\" (-D): must be left out with send.arrival = uniform (--arrival)",
                "-D",
                "send.steps=1x1");
    }

    @Test
    void anOptionAndItsSettingSayTheSame() {
        refuses(
                "setting send.messages = \"5\" (--messages): must be \"6\", as -D send.messages says",
                "--messages",
                "5",
                "-D",
                "send.messages=6");
        refuses(
                "setting send.seed = \"2\" (-D): must be \"1\", as -D send.seed says",
                "-D",
                "send.seed=1",
                "-D",
                "send.seed=2");
        refuses(
                "setting runs.folder = \"a\" (--runs): must be \"b\", as -D runs.folder says",
                "--runs",
                "a",
                "-D",
                "runs.folder=b");
        refuses(
                "setting send.messages = \"0\": must be an integer from 1 to 1000000000",
                "--messages",
                "0",
                "-D",
                "send.messages=0");
        refuses("-D send.messages: must be KEY=VALUE", "-D", "send.messages");
        refuses(
                "setting db.password (-D): must be given once (its two values are not shown)",
                "-D",
                "db.password=hunter2",
                "-D",
                "db.password=hunter3");
    }

    @Test
    void whatACommandIsForCannotBeSwitchedOff() {
        assertThat(program.run("clean", "-D", "clean.enabled=false")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).isEqualTo("setting clean.enabled = \"false\": must be \"true\" with this command\n");
    }

    /** With them, no message or every fourth would be sent. */
    @ParameterizedTest
    @CsvSource({
        "run, send.await-start, true, false",
        "run, send.worker, 1, 0",
        "capacity, send.await-start, true, false",
        "capacity, send.worker, 1, 0",
        "capacity, send.workers, 4, 1"
    })
    void whatOnlyAWorkerIsToldIsRefused(String command, String key, String value, String only) {
        assertThat(program.run(command, "-D", key + "=" + value)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err())
                .isEqualTo("setting %s = \"%s\": must be \"%s\" with this command\n".formatted(key, value, only));
    }

    @ParameterizedTest
    @CsvSource({
        "send.arrival, poisson",
        "send.rate, 5",
        "send.messages, 5",
        "send.duration, 5",
        "send.over-plan, send.rate",
        "send.warmup-messages, 1",
        "send.delay.max, 5",
        "run.id, r"
    })
    void whatTheSearchForCapacityPlansItselfIsRefused(String key, String value) {
        assertThat(program.run("capacity", "-D", key + "=" + value, "--runs", folder.toString()))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err())
                .isEqualTo("setting %s = \"%s\": must be left out with capacity, which plans each of its steps itself\n"
                        .formatted(key, value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "capacity"})
    void aSettingOfAChannelThatThePlanLacksIsRefused(String command) throws IOException {
        Path plan = Files.writeString(folder.resolve("plan.yaml"), """
                channels: {orders: {event: mine/orders}, bills: {event: mine/bills}}
                payloads: [{text: hello, expect: {orders: notify, bills: print}}]
                """);
        String setting = "channel.order.endpoint=http://localhost:1/orders";
        assertThat(program.run(command, "--plan", plan.toString(), "-D", setting, "--runs", folder.toString()))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err())
                .isEqualTo(
                        "-D channel.order.endpoint: must be a setting of a channel that the plan has: [bills, orders]\n");
        assertThat(program.run(command, "-D", setting, "--runs", folder.toString()))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).endsWith("what is said of sqs and sns is sqs.* and sns.*\n");
    }

    @Test
    void theSearchForCapacityRefusesWhatAPlanOfOnesOwnSays() throws IOException {
        Path plan = Files.writeString(folder.resolve("plan.yaml"), """
                seed: 7
                messages: 9
                channels: {orders: {event: mine/orders, endpoint: "http://localhost:1/orders", triggers: [notify]}}
                payloads: [{text: hello}]
                """);
        Map.of("send.seed", "8", "send.channels", "sqs").forEach((key, value) -> {
            assertThat(program.run(
                            "capacity",
                            "--plan",
                            plan.toString(),
                            "-D",
                            key + "=" + value,
                            "--runs",
                            folder.toString()))
                    .isEqualTo(ExitCode.BAD_INPUT);
            assertThat(program.err())
                    .isEqualTo("setting %s = \"%s\": must be left out, since the plan %s names it too\n"
                            .formatted(key, value, plan));
        });
        assertThat(program.run("capacity", "--plan", plan.toString(), "-D", "send.rate=5", "--runs", folder.toString()))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err())
                .isEqualTo(
                        "setting send.rate = \"5\": must be left out with capacity, which plans each of its steps itself\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "capacity"})
    void aQueueUrlBesideTheEventSourcesIsRefused(String command) {
        assertThat(program.run(command, "-D", "sqs.queue-url=http://q/1/a", "--runs", folder.toString()))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err())
                .isEqualTo("setting sqs.queue-url = \"http://q/1/a\": must be left out here: the queue is that of the"
                        + " EventSource that sqs.queue names\n");
    }

    @Test
    void aPlanAndASettingThatIsNotItsOptionContradictEachOther() throws IOException {
        Path plan = Files.writeString(
                folder.resolve("plan.yaml"), "arrival: {kind: poisson, rate: 5}\nseed: 7\nmessages: 9\n");
        refuses(
                "setting send.rate = \"50\": must be left out, since the plan %s names it too, or be given as --rate, which wins"
                        .formatted(plan),
                "--plan",
                plan.toString(),
                "-D",
                "send.rate=50");
        refuses(
                "setting send.seed = \"7\": must be left out, since the plan %s names it too, or be given as --seed, which wins"
                        .formatted(plan),
                "--plan",
                plan.toString(),
                "-D",
                "send.seed=7");
        refuses(
                "setting send.duration = \"60\": must be left out with a plan that has messages, unless send.over-plan names"
                        + " send.duration",
                "--plan",
                plan.toString(),
                "-D",
                "send.duration=60");
        refuses(
                "setting send.delay.max = \"9\" (--max-delay): must be left out with send.arrival = poisson (--arrival)",
                "--plan",
                plan.toString(),
                "--max-delay",
                "9");
    }

    @Test
    void aDurationNeedsARateAndNoNumberOfMessages() {
        refuses(
                "setting send.duration = \"60\" (--duration): must be left out with send.messages (--messages)",
                "--duration",
                "60",
                "--rate",
                "5",
                "--messages",
                "7");
        refuses(
                "setting send.duration = \"60\" (--duration): must be left out with send.arrival = uniform (--arrival)",
                "--duration",
                "60");
        refuses(
                "setting send.duration = \"60\" (--duration): must be left out with send.arrival = ramp (--arrival)",
                "--duration",
                "60",
                "--arrival",
                "ramp");
        refuses(
                "setting send.duration = \"1001\": must be a number from 0.001 to 1000",
                "--duration",
                "1001",
                "--rate",
                "1000000");
    }

    private void refuses(String complaint, String... options) {
        List<String> args = new ArrayList<>(List.of("run"));
        args.addAll(List.of(options));
        assertThat(program.run(args.toArray(String[]::new))).as("%s", args).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).isEqualTo(complaint + "\n");
    }
}
