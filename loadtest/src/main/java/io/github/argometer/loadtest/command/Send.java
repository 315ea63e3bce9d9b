package io.github.argometer.loadtest.command;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.run.Interrupt;
import io.github.argometer.loadtest.run.Routes;
import io.github.argometer.plan.Share;
import io.github.argometer.send.SendEvents;
import io.github.argometer.send.ServeWorker;
import io.github.argometer.send.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.camel.builder.RouteBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What a pod of argo-manifests/loadtest does. */
@Command(
        name = "send",
        description = "Sends this worker's share of a plan when it is told to over HTTP, and ends once its send ledger"
                + " has been collected: for the pods that 'run --workers' starts.")
public final class Send implements Callable<Integer> {

    @Mixin
    private final SettingOptions options = new SettingOptions();

    private final Interrupt interrupt;

    /** A command that {@code interrupt} may end early. */
    public Send(Interrupt interrupt) {
        this.interrupt = interrupt;
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = options.configuration(Map.of(
                "send.enabled", "true",
                "send.await-start", "true",
                "camel.server.enabled", "true"));
        Settings settings = configuration.settings();
        Path folder = Path.of(settings.text("runs.folder"), settings.name("run.id"));
        Path ledger = folder.resolve(Share.of(settings).ledger());
        boolean restarted = Files.exists(folder);
        RouteBuilder sending = restarted ? new Restarted(ledger) : new SendEvents();
        try (KubernetesClient none = new KubernetesClientBuilder().build();
                Routes routes = Routes.start(configuration, none, sending, new ServeWorker())) {
            Worker worker = routes.bean("worker", Worker.class);
            interrupt.onRequest(() -> {
                worker.stop();
                worker.safe(); // nobody comes for the ledger any more
            });
            worker.awaitSafe();
            if (interrupt.requested().getCount() == 0 && !restarted) {
                routes.stopSending();
                System.err.println("sent so far: " + worker.progress() + ", in " + ledger);
            }
        }
        return ExitCode.OK;
    }

    /** The container was started again beside the ledger of the one before: what it had not sent stays unsent. */
    private static final class Restarted extends RouteBuilder {
        private final Path ledger;

        Restarted(Path ledger) {
            this.ledger = ledger;
        }

        @Override
        public void configure() {
            bindToRegistry("worker", Worker.restarted(ledger));
        }
    }
}
