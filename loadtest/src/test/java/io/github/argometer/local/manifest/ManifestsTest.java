package io.github.argometer.local.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.local.argo.Addresses;
import io.github.argometer.local.argo.Endpoints;
import io.github.argometer.local.argo.StandInArgoEvents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped manifests, as they are and with one thing changed. */
class ManifestsTest {

    private static final Path SHIPPED = Path.of("../argo-manifests");

    @TempDir
    private Path folder;

    @BeforeEach
    void copy() throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(SHIPPED)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path target = folder.resolve(SHIPPED.relativize(file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
    }

    @Test
    void theOverlaysPatchesLieOverTheBase() {
        Manifests manifests = Manifests.read(folder.resolve("localstack"));
        EventSource source = manifests.resources().stream()
                .filter(resource -> resource.name().equals("aws-sqs"))
                .findFirst()
                .orElseThrow()
                .as(EventSource.class);
        EventSource.Sqs sqs = source.spec().sqs().get("load");
        assertThat(sqs.jsonBody()).isTrue();
        assertThat(sqs.queue()).isEqualTo("argometer");
        assertThat(sqs.filter().expression()).isEqualTo("body.id == 4");
        assertThat(manifests.secret(new SecretKey("aws-credentials", "access-key-id")))
                .isEqualTo("test");
        assertThat(manifests.configFile("users.sql")).isEqualTo(folder.resolve("base/schema/users.sql"));
    }

    @Test
    void theShippedManifestsAreActedOut() throws IOException {
        read();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // file | found | put in its place | field that the message names
                "base/source/aws-sqs.eventsource.yaml | jsonBody: true | jsonBody: true\\n      dlq: true | spec.sqs.load.dlq",
                "base/source/aws-sqs.eventsource.yaml | body.id == 4 | body.id > 4 | spec.sqs.load.filter.expression \"body.id > 4\": operator or function >",
                "base/source/aws-sns.eventsource.yaml | webhook: | validateSignature: true\\n      webhook: | spec.sns.load.validateSignature",
                "base/source/aws-sns.eventsource.yaml | sns: | kafka: {}\\n  sns: | spec.kafka",
                "base/sensor/sqs-job.sensor.yaml | type: string | type: string\\n            template: x | spec.dependencies.0.filters.data.0.template",
                "base/sensor/sqs-job.sensor.yaml | path: body.author | path: body.#.author | spec.dependencies.0.filters.data.0",
                "base/sensor/sqs-job.sensor.yaml | jq: .body | jq: )x | spec.dependencies.0.transform.jq",
                "base/sensor/sqs-job.sensor.yaml | operation: create | operation: patch | spec.triggers.0.template.k8s",
                "base/sensor/sqs-job.sensor.yaml | containers.0.args.0 | containers.0.args.7 | spec.triggers.0.template.k8s.parameters",
                "base/sensor/sqs-job.sensor.yaml | backoffLimit: 4 | parallelism: 4 | spec.parallelism",
                "base/sensor/sqs-job.sensor.yaml | duration: 500ms | duration: soon | spec.triggers.0.retryStrategy",
                "base/sensor/sns-http.sensor.yaml | timeout: 15 | basicAuth: {} | spec.triggers.0.template.http.basicAuth",
                "base/sensor/sns-http.sensor.yaml | retryStrategy: | rateLimit: {}\\n      retryStrategy: | spec.triggers.0.rateLimit",
                "base/sensor/sns-http.sensor.yaml | //recorder-http.argo | //elsewhere.argo | spec.triggers.0.template.http.url",
                "base/sensor/sns-http.sensor.yaml | dependencyName: sns | dependencyName: sqs | spec.triggers.0.template.http.payload",
                "base/sensor/sns-http.sensor.yaml | dest: data | dest: data\\n              operation: append | spec.triggers.0.template.http.payload.0.operation",
                "base/recorder/create-jobs.role.yaml | kind: Role | kind: CronJob | kind: the local stand-in has nothing for a CronJob",
                "localstack/kustomization.yaml | labels: | namePrefix: x\\nlabels: | namePrefix",
                "localstack/localstack-settings.yaml | name: aws-sqs | name: aws-sqx | EventSource aws-sqx: no such object to patch",
            })
    void refusesByFileAndField(String file, String found, String put, String field) throws IOException {
        Path changed = folder.resolve(file.trim());
        String before = Files.readString(changed);
        String after = before.replaceFirst(
                java.util.regex.Pattern.quote(found),
                java.util.regex.Matcher.quoteReplacement(put.replace("\\n", "\n")));
        assertThat(after).isNotEqualTo(before);
        Files.writeString(changed, after);

        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .message()
                .startsWith(changed + ": ")
                .contains(field);
    }

    @Test
    void refusesAKeyThatStandsTwiceAndWhatIsNoYaml() throws IOException {
        Path file = folder.resolve("base/sensor/sqs-job.sensor.yaml");
        Files.writeString(file, "kind: Sensor\nkind: Sensor\n");
        assertThatThrownBy(this::read)
                .hasMessageContaining(file + ": not YAML: ")
                .hasMessageContaining("kind");
        Files.delete(file);
        assertThatThrownBy(this::read).hasMessageContaining(file + ": cannot be read: ");
    }

    private void read() throws IOException {
        HttpServer webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        URI anywhere = URI.create("http://127.0.0.1:1");
        Addresses addresses =
                new Addresses(Map.of("recorder-http.argo-events-test.svc.cluster.local:80", "127.0.0.1:1"));
        try (StandInArgoEvents argo = StandInArgoEvents.of(
                Manifests.read(folder.resolve("localstack")),
                new Endpoints(anywhere, anywhere, webhook, addresses, job -> {}),
                anywhere)) {
            assertThat(argo).isNotNull();
        }
    }
}
