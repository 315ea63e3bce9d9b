package io.github.argometer.loadtest.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.Printable;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.argo.Resource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A user's folder, wired: plain kustomize that is applied beside the kit.
 *
 * @param files by name, as they stand in the new folder
 * @param report what was replaced and what is to be done, a line each
 */
public record Wiring(Map<String, String> files, List<String> report) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Wires the EventSources and Sensors of {@code folder}.
     *
     * @throws BadInputException for what cannot be kept, by file, object and field
     */
    public static Wiring of(Path folder, WireOptions options) {
        Input input = Input.read(folder);
        Map<String, WiredSource> sources = new LinkedHashMap<>();
        for (Resource source : input.sources()) {
            sources.put(source.name(), SourceWiring.of(source, options));
        }
        TriggerNames names = new TriggerNames(input.sensors());
        List<WiredSensor> sensors = input.sensors().stream()
                .map(sensor -> SensorWiring.of(sensor, sources, names, options))
                .toList();
        List<WiredSource> all = List.copyOf(sources.values());
        Clashes.refuse(all);
        ExamplePlan plan = ExamplePlan.of(all, sensors);
        return new Wiring(files(all, sensors, plan, options), report(input, all, sensors, plan, options));
    }

    private static Map<String, String> files(
            List<WiredSource> sources, List<WiredSensor> sensors, ExamplePlan plan, WireOptions options) {
        Map<String, String> files = new LinkedHashMap<>();
        Policies policies = new Policies(options);
        for (WiredSource source : sources) {
            files.put(source.name() + ".eventsource.yaml", head(source.changes()) + YamlText.write(source.tree()));
            source.service()
                    .ifPresent(service -> files.put(
                            source.name() + ".service.yaml",
                            "# SNS asks for a confirmation the moment the source starts, before its pod is ready.\n"
                                    + YamlText.write(service)));
            policies.add(source);
        }
        for (WiredSensor sensor : sensors) {
            files.put(sensor.name() + ".sensor.yaml", head(sensor.changes()) + YamlText.write(sensor.tree()));
            policies.add(sensor);
        }
        files.put("network-policies.yaml", policies.toString());
        Rights.of(sources, options).ifPresent(rights -> files.put("rights.yaml", rights));
        String kustomization = kustomization(files.keySet(), sensors);
        files.put("kustomization.yaml", kustomization);
        files.put("plan.yaml", """
                # For loadtest run --plan: a channel for each event that a Sensor waits for. Say in payloads what your messages are, and
                # of each which triggers it must come to: here, all that wait for the event, as if no filter held it back.
                """ + plan);
        return files;
    }

    private static String kustomization(Iterable<String> resources, List<WiredSensor> sensors) {
        ObjectNode tree = JSON.createObjectNode();
        tree.put("apiVersion", "kustomize.config.k8s.io/v1beta1").put("kind", "Kustomization");
        resources.forEach(tree.withArray("/resources")::add);
        ObjectNode label = tree.putArray("labels").addObject();
        label.putObject("pairs").put("app.kubernetes.io/part-of", "argometer");
        label.put("includeTemplates", true);
        String text = """
                # Made by loadtest wire, to be applied beside the kit: kubectl apply -k on this folder, once what these sources read is there.
                """ + YamlText.write(tree);
        if (sensors.stream().noneMatch(WiredSensor::makesJobs)) {
            return text;
        }
        ObjectNode images = JSON.createObjectNode();
        String image = Shipped.jobSensor()
                .at("/spec/triggers/0/template/k8s/source/resource/spec/template/spec/containers/0/image")
                .asText();
        int tag = image.lastIndexOf(':');
        ArrayNode list = images.putArray("images");
        list.addObject()
                .put("name", image.substring(0, tag))
                .put("newName", image.substring(0, tag))
                .put("newTag", image.substring(tag + 1));
        return text + """
                # Say here what your build has pushed: copy newName and digest from target/deploy/localstack/kustomization.yaml.
                """ + YamlText.write(images);
    }

    private static String head(Changes changes) {
        StringBuilder head = new StringBuilder("# %s, wired. What was replaced:\n"
                .formatted(Printable.line(changes.of().origin())));
        changes.lines().forEach(line -> head.append("# - ").append(line).append('\n'));
        return head.toString();
    }

    private static List<String> report(
            Input input, List<WiredSource> sources, List<WiredSensor> sensors, ExamplePlan plan, WireOptions options) {
        List<String> lines = new ArrayList<>();
        sources.forEach(source -> add(lines, source.changes()));
        sensors.forEach(sensor -> add(lines, sensor.changes()));
        input.leftOut().forEach(left -> lines.add("left out: " + left));
        for (WiredSource source : sources) {
            source.events().keySet().stream()
                    .map(event -> source.name() + "/" + event)
                    .filter(event -> !plan.channels().containsValue(event))
                    .forEach(event -> lines.add("no Sensor waits for " + event));
            if (options.keepSources()) {
                source.events().values().stream()
                        .filter(reads -> !reads.contains(" at port "))
                        .forEach(reads -> lines.add("warning: %s is your own pipeline's too: %s"
                                .formatted(
                                        reads,
                                        reads.startsWith("SQS ")
                                                ? "each takes messages away from the other"
                                                : "each gets what is meant for the other")));
            }
            source.toMake().forEach(what -> lines.add("make first: " + what));
            if (source.snsNamespaces().contains("")) {
                lines.add(
                        "source %s: AWS must reach its webhooks: put an Ingress before Service %s, say its address in webhook.url,"
                                        .formatted(source.changes().of().name(), source.name())
                                + " and the namespace of its controller in network-policies.yaml");
            }
        }
        return lines.stream().map(Printable::line).toList();
    }

    private static void add(List<String> lines, Changes changes) {
        changes.told().forEach(line -> lines.add(changes + ": " + line));
    }
}
