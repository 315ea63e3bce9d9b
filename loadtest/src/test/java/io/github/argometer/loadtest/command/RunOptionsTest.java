package io.github.argometer.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.Settings;
import io.github.argometer.plan.Arrival;
import io.github.argometer.plan.SendPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class RunOptionsTest {

    @TempDir
    private Path runs;

    @Test
    void aRateAloneIsConstantAndElseThatOfTheArrivalThatIsNamed() throws IOException {
        Path plan = Files.writeString(runs.resolve("plan.yaml"), "arrival: {kind: poisson}\n");

        assertThat(arrival("--rate", "50")).isEqualTo(new Arrival.Constant(50));
        assertThat(arrival("--rate", "50", "--arrival", "poisson")).isEqualTo(new Arrival.Poisson(50));
        assertThat(arrival("--rate", "50", "-D", "send.arrival=poisson")).isEqualTo(new Arrival.Poisson(50));
        assertThat(arrival("-D", "send.rate=50", "-Dsend.rate=50", "--arrival=poisson"))
                .isEqualTo(new Arrival.Poisson(50));
        assertThat(arrival("--rate", "50", "--plan", plan.toString())).isEqualTo(new Arrival.Poisson(50));
    }

    @Test
    void aRateTakesThePlaceOfTheDelaysThatACommandHasByDefault() {
        assertThat(options("--rate", "50").configuration(Map.of("send.delay.max", "100")))
                .satisfies(configuration -> assertThat(
                                RunOptions.plan(configuration).plan().arrival())
                        .isEqualTo(new Arrival.Constant(50)));
    }

    @Test
    void aThresholdOnAFlowThatThePlanHasNotIsRefusedBeforeAnythingIsSent() {
        RunOptions options = options("-D", "report.thresholds=sqs.lost<1%,orders/notify.lost<1%");

        assertThatThrownBy(() -> RunOptions.plan(options.configuration(Map.of())))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessageEndingWith("\"orders/notify.lost<1%\" must have at character 1 sqs or sns");
        assertThat(runs).isEmptyDirectory();
    }

    @Test
    void optionsWinOverThePlansFile() throws IOException {
        String plan = Files.writeString(runs.resolve("plan.yaml"), """
                messages: 300
                seed: 7
                arrival: {kind: steps, steps: [{rate: 1, seconds: 5}, {rate: 2, seconds: 5}]}
                """).toString();

        SendPlan chosen = plan("--plan", plan, "--rate", "50", "--seed", "8", "--messages", "20");
        assertThat(chosen.arrival()).isEqualTo(new Arrival.Constant(50));
        assertThat(chosen.seed()).isEqualTo(8);
        assertThat(chosen.messages()).isEqualTo(20);

        SendPlan timed = plan("--plan", plan, "--rate", "2.5", "--duration", "4", "--arrival", "poisson");
        assertThat(timed.arrival()).isEqualTo(new Arrival.Poisson(2.5));
        assertThat(timed.seed()).isEqualTo(7);
        assertThat(timed.messages()).isEqualTo(10);
        assertThat(plan("--plan", plan).messages()).isEqualTo(300);
    }

    @Test
    void anArrivalThatIsChosenKeepsWhatThePlanSaysOfIt() throws IOException {
        String plan = Files.writeString(runs.resolve("plan.yaml"), "arrival: {kind: constant, rate: 40}\n")
                .toString();
        assertThat(arrival("--plan", plan, "--arrival", "poisson")).isEqualTo(new Arrival.Poisson(40));
        assertThat(plan("--plan", plan, "--duration", "30").messages()).isEqualTo(1200);
    }

    @Test
    void aDurationIsSoManyMessagesAsTheRateGivesInIt() {
        assertThat(plan("--rate", "2.5", "--duration", "60").messages()).isEqualTo(150);
        assertThat(plan("--rate", "0.1", "--duration", "0.5").messages()).isEqualTo(1);
        assertThat(RunOptions.plan(options("--rate", "10", "--duration", "60")
                                .configuration(Map.of("send.messages", "120")))
                        .plan()
                        .messages())
                .isEqualTo(600);
    }

    @Test
    void whatAPlanDoesNotSayIsAsTheCommandHasIt() throws IOException {
        Map<String, String> local = Map.of("send.messages", "120", "send.delay.max", "100");
        String plan = Files.writeString(runs.resolve("plan.yaml"), """
                channels: {orders: {event: shop/orders, endpoint: 'http://localhost:1/orders'}}
                payloads: [{text: hello, expect: {orders: notify}}]
                """).toString();
        SendPlan open =
                RunOptions.plan(options("--plan", plan).configuration(local)).plan();
        assertThat(open.messages()).isEqualTo(120);
        assertThat(open.arrival()).isEqualTo(new Arrival.Uniform(0, 100));

        Files.writeString(Path.of(plan), "arrival: {minDelayMs: 500}\nmessages: 7\n");
        SendPlan said =
                RunOptions.plan(options("--plan", plan).configuration(local)).plan();
        assertThat(said.messages()).isEqualTo(7);
        assertThat(said.arrival()).isEqualTo(new Arrival.Uniform(500, 3_000));
    }

    private SendPlan plan(String... args) {
        return RunOptions.plan(options(args).configuration(Map.of())).plan();
    }

    private Arrival arrival(String... args) {
        return RunOptions.plan(options(args).configuration(Map.of())).plan().arrival();
    }

    private RunOptions options(String... args) {
        Program program = new Program();
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--runs", runs.toString()));
        new CommandLine(program).parseArgs(all.toArray(String[]::new));
        return program.options;
    }

    @Command
    private static final class Program {
        @Mixin
        private RunOptions options;
    }
}
