package io.github.argometer.loadtest.command;

import static io.github.argometer.loadtest.command.SettingOptions.option;

import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.capacity.CapacitySearch;
import io.github.argometer.loadtest.capacity.ChannelCapacity;
import io.github.argometer.loadtest.cluster.Cluster;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import io.github.argometer.loadtest.run.Interrupt;
import io.github.argometer.send.aws.AwsService;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Searches the highest rate that each channel sustains. */
@Command(
        name = "capacity",
        description = "Sends faster and faster until a hop no longer keeps up, and tells the highest rate that each"
                + " channel sustained, and which hop gave way. Ends with 1 if a channel sustained none, or the search stopped"
                + " since the system did not drain.")
public final class Capacity implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private final SettingOptions settings = new SettingOptions(
            option(
                    "--plan",
                    "FILE",
                    "send.plan",
                    "A plan of your own messages and channels; how many and when is not its"),
            option("--channels", "C", "send.channels", "sqs, sns or sqs,sns"),
            option("--first", "R", "capacity.first", "First rate, in messages a second"),
            option("--factor", "F", "capacity.factor", "From each rate to the next"),
            option("--most", "R", "capacity.most", "Highest rate to try"),
            option("--hold", "S", "capacity.hold", "How long each rate is held, in seconds"));

    private final Interrupt interrupt;
    private boolean complete = true;

    /** A command that {@code interrupt} may end early. */
    public Capacity(Interrupt interrupt) {
        this.interrupt = interrupt;
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration =
                settings.configuration(Map.of("send.await-start", "false", "send.workers", "1", "send.worker", "0"));
        AwsService.check(configuration.settings());
        Cluster.check(configuration);
        CapacitySearch search = new CapacitySearch(
                configuration, Invocation.of(spec, configuration, Map.of()), interrupt.requested(), System.err);
        try (Cluster cluster = Cluster.of(Kubernetes.connect(), configuration)) {
            search.search(cluster, this::report);
        }
        return complete && interrupt.requested().getCount() > 0 ? ExitCode.OK : ExitCode.NOT_AS_EXPECTED;
    }

    private void report(ChannelCapacity found) {
        settings.out().print(found.text());
        settings.out().flush();
        complete &= found.complete();
    }
}
