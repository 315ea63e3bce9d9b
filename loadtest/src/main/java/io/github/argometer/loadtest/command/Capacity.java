package io.github.argometer.loadtest.command;

import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.capacity.CapacitySearch;
import io.github.argometer.loadtest.cluster.Cluster;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import io.github.argometer.loadtest.run.Interrupt;
import io.github.argometer.send.aws.AwsService;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
    private SettingOptions settings;

    @Option(names = "--channels", paramLabel = "C", description = "sqs, sns or sqs,sns (send.channels).")
    private String channels;

    @Option(names = "--first", paramLabel = "R", description = "First rate, in messages a second (capacity.first).")
    private String first;

    @Option(names = "--factor", paramLabel = "F", description = "From each rate to the next (capacity.factor).")
    private String factor;

    @Option(names = "--most", paramLabel = "R", description = "Highest rate to try (capacity.most).")
    private String most;

    @Option(names = "--hold", paramLabel = "S", description = "How long each rate is held, in seconds (capacity.hold).")
    private String hold;

    private final Interrupt interrupt;

    /** A command that {@code interrupt} may end early. */
    public Capacity(Interrupt interrupt) {
        this.interrupt = interrupt;
    }

    @Override
    public Integer call() throws Exception {
        Map<String, String> options = new HashMap<>();
        options.put("send.channels", channels);
        options.put("send.await-start", "false");
        options.put("send.workers", "1");
        options.put("send.worker", "0");
        options.put("capacity.first", first);
        options.put("capacity.factor", factor);
        options.put("capacity.most", most);
        options.put("capacity.hold", hold);
        Configuration configuration = settings.configuration(options);
        AwsService.check(configuration.settings());
        Cluster.check(configuration);
        AtomicBoolean all = new AtomicBoolean(true);
        CapacitySearch search = new CapacitySearch(configuration, interrupt.requested(), System.err);
        try (Cluster cluster = Cluster.of(Kubernetes.connect(), configuration)) {
            search.search(cluster, found -> {
                spec.commandLine().getOut().print(found.text());
                spec.commandLine().getOut().flush();
                all.compareAndSet(true, found.complete());
            });
        }
        return all.get() && interrupt.requested().getCount() > 0 ? ExitCode.OK : ExitCode.NOT_AS_EXPECTED;
    }
}
