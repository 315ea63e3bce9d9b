package io.github.argometer.loadtest.command;

import io.github.argometer.Settings;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.ExitCode;
import io.github.argometer.loadtest.wire.NewFolder;
import io.github.argometer.loadtest.wire.WireOptions;
import io.github.argometer.loadtest.wire.Wiring;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes EventSources and Sensors of the user's measurable: a folder to read, to commit and to apply. */
@Command(
        name = "wire",
        description = "Turns your EventSources and Sensors into measured ones: names, bus, queues and what triggers do"
                + " become Argometer's, all else stays. Nothing of yours is changed, and no cluster is needed.")
public final class Wire implements Callable<Integer> {

    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Parameters(
            paramLabel = "DIR",
            description =
                    "Folder with your manifests (*.yaml, *.yml, *.json, sub-folders too). EventSources of the types"
                            + " webhook, sqs, sns and nats are known.")
    private Path folder;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description = "New folder for the kustomization and an example plan.")
    private Path output;

    @Option(
            names = "--keep-sources",
            description = "Queues, topics and subjects keep their names: only for a test environment, since your own"
                    + " pipeline reads them too.")
    private boolean keepSources;

    @Option(
            names = "--aws-endpoint",
            paramLabel = "URL",
            description =
                    "Address of LocalStack for all queues and topics, such as"
                            + " http://localstack.argometer-localstack.svc.cluster.local:4566 (default: what each EventSource says).")
    private String awsEndpoint;

    @Override
    public Integer call() throws IOException {
        Settings checked = settings.configuration(Map.of()).settings();
        WireOptions options = new WireOptions(
                checked.text("cluster.events.namespace"),
                checked.text("cluster.namespace"),
                checked.text("cluster.recorder.service"),
                checked.text("workers.namespace"),
                checked.text("clean.namespace"),
                keepSources,
                Optional.ofNullable(awsEndpoint).map(Wire::endpoint));
        NewFolder.check(output, folder);
        Wiring wiring = Wiring.of(folder, options);
        NewFolder.write(output, wiring.files());
        PrintWriter out = settings.out();
        wiring.report().forEach(out::println);
        out.println(output.resolve("plan.yaml") + ":");
        out.print(wiring.files().get("plan.yaml"));
        out.println("apply it beside the kit with: kubectl apply -k " + output);
        return ExitCode.OK;
    }

    private static URI endpoint(String text) {
        if (!text.matches("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?")) {
            throw new BadInputException(
                    "--aws-endpoint %s: must be an address such as http://localstack.argometer-localstack.svc.cluster.local:4566"
                            .formatted(text));
        }
        return URI.create(text);
    }
}
