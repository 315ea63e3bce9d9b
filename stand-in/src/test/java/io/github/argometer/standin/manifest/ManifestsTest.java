package io.github.argometer.standin.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.argo.EventSource;
import io.github.argometer.loadtest.argo.SecretKey;
import io.github.argometer.standin.argo.Endpoints;
import io.github.argometer.standin.argo.StandInArgoEvents;
import io.github.argometer.standin.mishap.Mishaps;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
                .filter(resource -> resource.name().equals("argometer-sqs"))
                .findFirst()
                .orElseThrow()
                .as(EventSource.class);
        EventSource.Sqs sqs = source.spec().sqs().get("load");
        assertThat(sqs.jsonBody()).isTrue();
        assertThat(sqs.queue()).isEqualTo("argometer");
        assertThat(sqs.filter().expression()).hasToString("body.id == 4");
        assertThat(manifests.secret("argo-events", new SecretKey("argometer-aws", "access-key-id")))
                .isEqualTo("test");
        assertThat(manifests.configFiles("argometer", "mysql-users"))
                .isEqualTo(Map.of("users.sql", folder.resolve("base/schema/users.sql")));
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
                "base/source/argometer-sqs.eventsource.yaml | jsonBody: true | jsonBody: true\\n      dlq: true | spec.sqs.load.dlq",
                "base/source/argometer-sqs.eventsource.yaml | body.id == 4 | body.id + 1 == 5 | spec.sqs.load.filter.expression \"body.id + 1 == 5\": \"+\" is not supported",
                "base/source/argometer-sns.eventsource.yaml | webhook: | validateSignature: true\\n      webhook: | spec.sns.load.validateSignature",
                "base/source/argometer-sns.eventsource.yaml | sns: | kafka: {}\\n  sns: | spec.kafka",
                "base/sensor/argometer-job.sensor.yaml | type: string | type: string\\n            template: x | spec.dependencies.0.filters.data.0.template",
                "base/sensor/argometer-job.sensor.yaml | path: body.author | path: body.#.author | spec.dependencies.0.filters.data.0",
                "base/sensor/argometer-job.sensor.yaml | jq: .body | jq: )x | spec.dependencies.0.transform.jq",
                "base/sensor/argometer-job.sensor.yaml | operation: create | operation: patch | spec.triggers.0.template.k8s",
                "base/sensor/argometer-job.sensor.yaml | containers.0.args.0 | containers.args.0 | spec.triggers.0.template.k8s.parameters",
                "base/sensor/argometer-job.sensor.yaml | backoffLimit: 4 | parallelism: 4 | spec.parallelism",
                "base/sensor/argometer-job.sensor.yaml | duration: 500ms | duration: soon | spec.triggers.0.retryStrategy",
                "base/sensor/argometer-job.sensor.yaml | jitter: 0.2 | jitter: -0.5 | spec.triggers.0.retryStrategy: jitter -0.5: must be 0 to 100",
                "base/sensor/argometer-job.sensor.yaml | jitter: 0.2 | jitter: 101 | spec.triggers.0.retryStrategy: jitter 101: must be 0 to 100",
                "base/sensor/argometer-job.sensor.yaml | factor: 1.3 | factor: -1 | spec.triggers.0.retryStrategy: factor -1: must be 0.1 to 100",
                "base/sensor/argometer-job.sensor.yaml | steps: 18 | steps: 2147483647 | spec.triggers.0.retryStrategy: steps 2147483647: must be 0 to 10000",
                "base/sensor/argometer-job.sensor.yaml | steps: 18 | steps: -1 | spec.triggers.0.retryStrategy: steps -1: must be 0 to 10000",
                "base/sensor/argometer-http.sensor.yaml | timeout: 15 | basicAuth: {} | spec.triggers.0.template.http.basicAuth",
                "base/sensor/argometer-http.sensor.yaml | retryStrategy: | rateLimit: {}\\n      retryStrategy: | spec.triggers.0.rateLimit",
                "base/sensor/argometer-http.sensor.yaml | //recorder-http.argo | //elsewhere.argo | spec.triggers.0.template.http.url",
                "base/sensor/argometer-http.sensor.yaml | dependencyName: sns | dependencyName: sqs | spec.triggers.0.template.http.payload",
                "base/sensor/argometer-http.sensor.yaml | dest: data | dest: data\\n              operation: append | spec.triggers.0.template.http.payload.0.operation",
                "base/source/argometer-sqs.eventsource.yaml | key: access-key-id | kee: access-key-id | spec.sqs.load.accessKey.kee",
                "base/source/argometer-sqs.eventsource.yaml | accessKey: | x: &x | spec.sqs.load.x",
                "base/source/argometer-sqs.eventsource.yaml | waitTimeSeconds: 20 | waitTimeSeconds: 21 | spec.sqs.load.waitTimeSeconds: 21: must be 0 to 20",
                "base/source/argometer-sqs.eventsource.yaml | argoproj.io/v1alpha1 | argoproj.io/v1 | EventSource argometer-sqs: no such object to patch",
                "base/source/argometer-sqs.eventsource.yaml | namespace: argo-events | namespace: default | no such object to patch",
                "base/source/argometer-sqs.eventsource.yaml | jsonBody: true | jsonBody: 'true' | spec.sqs.load.jsonBody: must be true or false",
                "base/source/argometer-sns.eventsource.yaml | method: POST | method: GET | spec.sns.load.webhook.method: \"GET\"",
                "base/source/argometer-sns.eventsource.yaml | port: \"12000\" | port: \"12001\" | spec.sns.load.webhook.url: \"http://argometer-sns.argo-events.svc.cluster.local:12000\": no Service leads from there to port 12001",
                "base/source/argometer-sns.eventsource.yaml | endpoint: /sns | endpoint: sns | spec.sns.load.webhook.endpoint",
                "base/source/argometer-sns.service.yaml | name: argometer-sns | name: other | spec.sns.load.webhook.url",
                "base/sensor/argometer-http.sensor.yaml | argoproj.io/v1alpha1 | argoproj.io/v1 | apiVersion: \"argoproj.io/v1\": the local stand-in knows only argoproj.io/v1alpha1",
                "base/sensor/argometer-http.sensor.yaml | namespace: argo-events | namespace: default | spec.eventBusName: there is no EventBus argometer in namespace default",
                "base/sensor/argometer-http.sensor.yaml | - src:\\n                dependencyName: sns\\n              dest: data | - dest: data | spec.triggers.0.template.http.payload.0.src: must be given",
                "base/sensor/argometer-http.sensor.yaml | Content-Type: application/json | Connection: close | spec.triggers.0.template.http: ",
                "base/sensor/argometer-http.sensor.yaml | timeout: 15 | timeout: -1 | spec.triggers.0.template.http.timeout: -1",
                "base/sensor/argometer-http.sensor.yaml | timeout: 15 | retryStrategy: {} | Argo Events ignores a retryStrategy inside the template too",
                "base/sensor/argometer-job.sensor.yaml | backoffLimit: 4 | activeDeadlineSeconds: 1 | spec.triggers.0.template.k8s.source.resource.spec.activeDeadlineSeconds",
                "base/sensor/argometer-job.sensor.yaml | - name: recorder-job | - name: log-shipper\\n                        image: fluent/fluent-bit:3.1\\n                      - name: recorder-job | spec.triggers.0.template.k8s.source.resource.spec.template.spec.containers: the local stand-in runs pods of one container only, and this has 2",
                "base/sensor/argometer-job.sensor.yaml | restartPolicy: Never | restartPolicy: OnFailure | resource.spec.template.spec.restartPolicy: must be Never here",
                "base/sensor/argometer-job.sensor.yaml | containerName: recorder-job | containerName: other | rules.0.onExitCodes.containerName: there is no container other",
                "base/sensor/argometer-job.sensor.yaml | args: [the event] | args: [$(DB_HOST)] | \"$(DB_HOST)\": the local stand-in expands no",
                "base/sensor/argometer-job.sensor.yaml | args: [the event] | command: [sh] | resource.spec.template.spec.containers.0.command",
                "base/sensor/argometer-job.sensor.yaml | args: [the event] | envFrom: [] | resource.spec.template.spec.containers.0.envFrom",
                "base/sensor/argometer-job.sensor.yaml | emptyDir: {} | secret: {} | resource.spec.template.spec.volumes.0.secret",
                "base/sensor/argometer-job.sensor.yaml | restartPolicy: Never | restartPolicy: Never\\n                    initContainers: [{name: x, image: x}] | spec.template.spec.initContainers",
                "base/sensor/argometer-job.sensor.yaml | backoffLimit: 4 | completions: 2 | resource.spec.completions",
                "base/sensor/argometer-job.sensor.yaml | backoffLimit: 4 | suspend: true | resource.spec.suspend",
                "base/sensor/argometer-job.sensor.yaml | containers.0.args.0 | containers.1.args.0 | resource.spec.template.spec.containers",
                "base/recorder/recorder-http.deployment.yaml | spec: | spec:\\n  replicas: 0 | spec.replicas: 0: must be 1 here",
                "base/database/mysql.statefulset.yaml | spec: | spec:\\n  replicas: 0 | spec.replicas: 0: must be 1 here",
                "localstack/localstack.deployment.yaml | spec: | spec:\\n  replicas: 0 | spec.replicas: 0: must be 1 here",
                "base/recorder/recorder-http.deployment.yaml | - name: migrate-schema | - name: x\\n          image: x\\n        - name: migrate-schema | spec.template.spec.initContainers: the local stand-in knows only pods of 1 here, and this has 2",
                "base/database/mysql.statefulset.yaml | --max-connections=500 | --default-time-zone=+02:00 | spec.template.spec.containers.0.args: \"mysqld --skip-name-resolve --skip-log-bin --default-time-zone=+02:00\": the local stand-in knows only mysqld, --skip-name-resolve, --skip-log-bin and --max-connections=10 to 99999",
                "base/database/mysql.statefulset.yaml | --max-connections=500 | --max-connections=3 | spec.template.spec.containers.0.args: \"mysqld --skip-name-resolve --skip-log-bin --max-connections=3\"",
                "base/database/mysql.statefulset.yaml | image: mysql:9.7 | image: mysql:5.7 | spec.template.spec.containers.0.image: \"mysql:5.7\": the local stand-in knows only mysql:9.7",
                "base/database/mysql.statefulset.yaml | image: mysql:9.7 | image: mysql:9.7\\n          lifecycle: {} | spec.template.spec.containers.0.lifecycle",
                "base/recorder/recorder-http.deployment.yaml | key: migrator-password | key: migrator-passwd | spec.template.spec.initContainers.0.env: \"FLYWAY_PASSWORD=Secret database/migrator-passwd\": the local stand-in knows only Secret database/migrator-password",
                "base/database/mysql.statefulset.yaml | secretName: database | secretName: databases | spec.template.spec.containers.0.volumeMounts: \"/var/lib/mysql-files=Secret databases\": the local stand-in knows only Secret database",
                "base/database/mysql.statefulset.yaml | value: argometer | value: other | spec.template.spec.containers.0.env: \"MYSQL_DATABASE=other\": the local stand-in knows only argometer",
                "base/database/mysql.statefulset.yaml | - name: MYSQL_DATABASE | - name: MYSQL_USER | spec.template.spec.containers.0.env: MYSQL_USER: not known",
                "base/recorder/recorder-http.deployment.yaml | command: [java, -Xmx64m | command: [java, -Xmx6m | spec.template.spec.initContainers.0.command: \"java -Xmx6m",
                "base/recorder/recorder-http.deployment.yaml | recorder.MigrateSchema | recorder.RecorderHttp | spec.template.spec.initContainers.0.args",
                "base/recorder/recorder-http.deployment.yaml | name: mysql-schema | name: mysql-shema | spec.template.spec.initContainers.0.volumeMounts: \"/schema=ConfigMap mysql-shema\"",
                "base/database/mysql.statefulset.yaml | matchLabels:\\n      app.kubernetes.io/name: mysql | matchLabels:\\n      app.kubernetes.io/name: x | spec.selector.matchLabels: the pod's labels are others",
                "base/database/mysql.statefulset.yaml | containerPort: 3306 | containerPort: 3307 | spec.template.metadata.labels: no Service leads from there to port 3306",
                "base/database/mysql.service.yaml | targetPort: mysql | targetPort: 3307 | spec.template.metadata.labels: no Service leads from there to port 3306",
                "base/kustomization.yaml | name: mysql-users | name: mysql-user | spec.template.spec.containers.0.volumeMounts: ConfigMap mysql-users in namespace argometer has the files []",
                "base/kustomization.yaml | - schema/users.sql | - schema/users.sql\\n      - schema/V1__one_row_an_event.sql | the local stand-in knows only users.sql here",
                "base/kustomization.yaml | V2__times | V3__times | configMapGenerator.2.files",
                "base/kustomization.yaml | files: | literals: [a=b]\\n    files: | configMapGenerator.0: the local stand-in reads only files",
                "localstack/localstack.deployment.yaml | value: sqs,sns | value: sqs | spec.template.spec.containers.0.env: \"SERVICES=sqs\": the local stand-in knows only sqs,sns",
                "localstack/localstack.deployment.yaml | localstack:4.14.0 | localstack:3.0.0 | spec.template.spec.containers.0.image: \"localstack/localstack:3.0.0\": the local stand-in knows only localstack/localstack:4.14.0",
                "localstack/localstack.deployment.yaml | ports: | args: [x]\\n          ports: | spec.template.spec.containers.0.args: \"x\": the local stand-in knows only none",
                "localstack/localstack.deployment.yaml | name: localstack-init | name: localstack-in | spec.template.spec.containers.0.volumeMounts: \"/etc/localstack/init/ready.d/01",
                "localstack/localstack.deployment.yaml | volumes: | initContainers: [{name: x, image: x}]\\n      volumes: | spec.template.spec.initContainers",
                "localstack/kustomization.yaml | - 02-keep-subscribed.py | # none | spec.template.spec.containers.0.volumeMounts: ConfigMap localstack-init/02-keep-subscribed.py: no configMapGenerator in namespace argometer-localstack makes it",
                "localstack/localstack.service.yaml | targetPort: edge | targetPort: 4567 | spec.template.metadata.labels: no Service leads from there to port 4566",
                "localstack/argometer-localstack-topic.configmap.yaml | metadata: | data: {arn: x}\\nmetadata: | data: not supported by the local stand-in",
                "base/recorder/recorder-http.deployment.yaml | value: 0.0.0.0 | value: 127.0.0.1 | spec.template.spec.containers.0.env: HTTP_HOST=127.0.0.1: must be 0.0.0.0, for a Service to reach it",
                "base/recorder/recorder-http.deployment.yaml | - name: HTTP_HOST | - name: DB_PORT | spec.template.spec.containers.0.env: DB_PORT: is there twice",
                "base/bus/argometer.eventbus.yaml | jetstream: | nats: | spec.nats",
                "base/bus/argometer.eventbus.yaml | apiVersion: | apiVersion: argoproj.io/v1alpha1\\nkind: EventBus\\nmetadata: {name: other, namespace: argo-events}\\nspec: {jetstream: {replicas: 1}}\\n---\\napiVersion: | metadata.name: the local stand-in has one EventBus a namespace, and the overlay has more",
                "base/recorder/recorder-http.service.yaml | spec: | spec:\\n  type: ExternalName | spec.type: \"ExternalName\": the local stand-in knows only ClusterIP",
                "base/sensor/create-jobs.role.yaml | kind: Role | kind: Ingress | kind: the local stand-in has nothing for a Ingress",
                "base/service-accounts.yaml | name: argometer-source | nam: argometer-source | metadata.name: must be given",
                "localstack/kustomization.yaml | disableNameSuffixHash: true | disableNameSuffixHash: false | secretGenerator.0.options.disableNameSuffixHash: must be true",
                "localstack/kustomization.yaml | - ../base | - ../base\\n  - ../base/service-accounts.yaml | ServiceAccount argometer-source in namespace argo-events is there already",
                "localstack/localstack-settings.yaml | queue: argometer | queue: argometer.fifo | spec.sqs.load.queue: \"argometer.fifo\": FIFO queues and topics are not supported",
                "localstack/localstack-settings.yaml | 000000000000:argometer | 000000000000:argometer.fifo | spec.sns.load.topicArn: \"arn:aws:sns:us-east-1:000000000000:argometer.fifo\": FIFO queues and topics are not supported",
                "localstack/localstack-settings.yaml | region: us-east-1 | # none | spec.sqs.load.region: must be given",
                "localstack/localstack-settings.yaml | endpoint: http://localstack. | endpoint: http://elsewhere. | spec.sqs.load.endpoint: \"http://elsewhere.argometer-localstack.svc.cluster.local:4566\": the local stand-in answers only for https://sqs.us-east-1.amazonaws.com, http://localstack.argometer-localstack.svc.cluster.local:4566",
                "localstack/localstack-settings.yaml | TOPIC_ARN | AWS_REGION | spec.template.container.env.0.name: \"AWS_REGION\"",
                "base/sensor/create-jobs.role.yaml | kind: Role | kind: CronJob | kind: the local stand-in has nothing for a CronJob",
                "localstack/kustomization.yaml | labels: | namePrefix: x\\nlabels: | namePrefix",
                "localstack/localstack-settings.yaml | name: argometer-sqs | name: argometer-sqx | EventSource argometer-sqx: no such object to patch",
            })
    void refusesByFileAndField(String file, String found, String put, String field) throws IOException {
        replace(file.trim(), found.replace("\\n", "\n"), put.replace("\\n", "\n"));

        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .message()
                .startsWith(folder + "/")
                .contains(".yaml: ")
                .contains(field);
    }

    @Test
    void aWebhookByHttpsWithoutAPortIsAtPort443() throws IOException {
        replace("localstack/localstack-settings.yaml", "http://argometer-sns", "https://argometer-sns");
        replace("localstack/localstack-settings.yaml", "cluster.local:12000", "cluster.local");
        replace("base/source/argometer-sns.service.yaml", "port: 12000", "port: 443");
        read();
        replace("base/source/argometer-sns.service.yaml", "port: 443", "port: 80");
        assertThatThrownBy(this::read)
                .hasMessageContaining(
                        "\"https://argometer-sns.argo-events.svc.cluster.local\": no Service leads from there");
    }

    @Test
    void refusesAKeyThatStandsTwiceAndWhatIsNoYaml() throws IOException {
        Path file = folder.resolve("base/sensor/argometer-job.sensor.yaml");
        Files.writeString(file, "kind: Sensor\nkind: Sensor\n");
        assertThatThrownBy(this::read)
                .hasMessageContaining(file + ": not YAML: ")
                .hasMessageContaining("kind");
        Files.delete(file);
        assertThatThrownBy(this::read).hasMessageContaining(file + ": cannot be read: ");
    }

    private void replace(String file, String found, String put) throws IOException {
        Path changed = folder.resolve(file);
        String before = Files.readString(changed);
        String after = before.replaceFirst(Pattern.quote(found), Matcher.quoteReplacement(put));
        assertThat(after).isNotEqualTo(before);
        Files.writeString(changed, after);
    }

    private void read() throws IOException {
        URI anywhere = URI.create("http://127.0.0.1:1");
        Map<String, String> addresses = Map.of("recorder-http.argometer.svc.cluster.local:80", "127.0.0.1:1");
        try (StandInArgoEvents argo = StandInArgoEvents.of(
                Manifests.read(folder.resolve("localstack")),
                new Endpoints(anywhere, anywhere, 1, addresses, job -> {}, new Mishaps()))) {
            assertThat(argo).isNotNull();
        }
    }
}
