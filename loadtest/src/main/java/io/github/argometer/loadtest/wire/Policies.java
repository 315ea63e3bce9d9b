package io.github.argometer.loadtest.wire;

import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * The NetworkPolicies of wired objects: what each needs beside what the kit lets all its pods do, which is to ask names and the bus,
 * and to be asked by Prometheus.
 */
final class Policies {

    /** The namespace of the kit's LocalStack. */
    static final String LOCALSTACK = "argometer-localstack";

    private static final String HEAD = """
            # %s
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: %s
              namespace: %s
            spec:
              podSelector:
                matchLabels:
                  %s: %s
            """;

    private final StringBuilder text =
            new StringBuilder("# The flows that the wired objects have beside those of the kit. ");
    private final WireOptions options;

    Policies(WireOptions options) {
        this.options = options;
        text.append(
                "A Service's port may be\n# another than its pods', so inside the cluster a whole namespace is let through.\n\n");
    }

    /** Adds those of {@code source}. */
    void add(WiredSource source) {
        SortedSet<Integer> webhooks = source.webhooks();
        boolean called = !webhooks.isEmpty() || !source.snsPorts().isEmpty();
        if (!called && source.reads().isEmpty()) {
            return;
        }
        begin(
                "What EventSource %s reads, and who calls it.".formatted(source.name()),
                source.name() + "-source",
                options.eventsNamespace(),
                "eventsource-name",
                source.name());
        line("  policyTypes: [Ingress, Egress]");
        if (called) {
            line("  ingress:");
        }
        if (!webhooks.isEmpty()) {
            line("    # Workers of a run; port-forward needs no leave.");
            from(options.workersNamespace(), "app.kubernetes.io/name", "loadtest");
            ports(webhooks);
        }
        if (!source.snsPorts().isEmpty()) {
            for (String namespace : source.snsNamespaces()) {
                if (namespace.isEmpty()) {
                    line("    # What AWS sends comes by way of an Ingress controller: say its namespace.");
                }
                from(namespace.isEmpty() ? "ingress-nginx" : namespace, "", "");
                ports(source.snsPorts());
            }
        }
        if (!source.reads().isEmpty()) {
            line("  egress:");
            source.reads().forEach(this::to);
        }
        if (source.snsNamespaces().contains(LOCALSTACK)) {
            begin(
                    "LocalStack calls the webhook of EventSource %s.".formatted(source.name()),
                    "to-" + source.name(),
                    LOCALSTACK,
                    "app.kubernetes.io/name",
                    "localstack");
            line("  policyTypes: [Egress]");
            line("  egress:");
            line("    - to:");
            peer(options.eventsNamespace(), "eventsource-name", source.name());
            ports(source.snsPorts());
        }
    }

    /** Adds those of {@code sensor}. */
    void add(WiredSensor sensor) {
        begin(
                "What Sensor %s calls.".formatted(sensor.name()),
                sensor.name() + "-sensor",
                options.eventsNamespace(),
                "sensor-name",
                sensor.name());
        line("  policyTypes: [Egress]");
        line("  egress:");
        if (sensor.makesJobs()) {
            line("    # The Kubernetes API, which has no pods to be named by.");
            line("    - ports:");
            line("        - port: 443");
            line("        - port: 6443");
        }
        if (!sensor.calls()) {
            return;
        }
        line("    - to:");
        peer(options.recorderNamespace(), "app.kubernetes.io/name", "recorder-http");
        line("      ports:");
        line("        - port: http");
        begin(
                "Sensor %s calls the HTTP recorder.".formatted(sensor.name()),
                "recorder-http-from-" + sensor.name(),
                options.recorderNamespace(),
                "app.kubernetes.io/name",
                "recorder-http");
        line("  policyTypes: [Ingress]");
        line("  ingress:");
        from(options.eventsNamespace(), "sensor-name", sensor.name());
        line("      ports:");
        line("        - port: http");
    }

    /** The file. */
    @Override
    public String toString() {
        return text.toString();
    }

    private void begin(String comment, String name, String namespace, String label, String value) {
        if (text.indexOf("kind:") >= 0) {
            line("---");
        }
        text.append(HEAD.formatted(comment, name, namespace, label, value));
    }

    private void to(Address address) {
        if (address.namespace().isPresent()) {
            line("    - to:");
            peer(address.namespace().get(), "", "");
        } else {
            line("    - ports:");
            line("        - port: " + address.port());
        }
    }

    private void from(String namespace, String label, String value) {
        line("    - from:");
        peer(namespace, label, value);
    }

    private void peer(String namespace, String label, String value) {
        line("        - namespaceSelector:");
        line("            matchLabels:");
        line("              kubernetes.io/metadata.name: " + namespace);
        if (!label.isEmpty()) {
            line("          podSelector:");
            line("            matchLabels:");
            line("              %s: %s".formatted(label, value));
        }
    }

    private void ports(Set<Integer> ports) {
        line("      ports:");
        text.append(ports.stream().map(port -> "        - port: " + port + "\n").collect(Collectors.joining()));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
