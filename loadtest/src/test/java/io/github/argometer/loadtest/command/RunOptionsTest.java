package io.github.argometer.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.Settings;
import io.github.argometer.plan.Arrival;
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
