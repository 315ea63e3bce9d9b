package io.github.argometer.loadtest.cluster.argo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.cluster.FakeCluster;
import io.github.argometer.loadtest.evidence.Evidence.Verdict;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Flow;
import io.github.argometer.plan.PlanReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EnableKubernetesMockClient(crud = true)
class VerdictsTest {

    private static final Settings SETTINGS = FakeCluster.settings(Map.of("run.id", "run-1"));
    private static final String ALL = "data: [{path: body.id, type: number, value: [\"4\", \"5\"]}]";

    private KubernetesMockServer server;
    private KubernetesClient client;
    private FakeCluster cluster;

    @BeforeEach
    void cluster() {
        cluster = new FakeCluster(server, client);
    }

    @Test
    void theShippedFiltersKeepWhatTheyAreThereFor() throws Exception {
        shipped("source/argometer-sqs.eventsource.yaml", "/spec/sqs/load", "queue: argometer");
        shipped(
                "source/argometer-sns.eventsource.yaml",
                "/spec/sns/load",
                "topicArn: \"arn:aws:sns:eu-west-3:000000000000:argometer\"");
        shipped("sensor/argometer-job.sensor.yaml", "/spec", "{}");
        shipped("sensor/argometer-http.sensor.yaml", "/spec", "{}");
        EventPath path = path();

        assertThat(said(Channel.SQS, path, path))
                .containsExactlyInAnyOrder(
                        new Verdict(4, "Ankur", "passes", "passes"),
                        new Verdict(4, "Brian", "passes", "drops"),
                        new Verdict(4, "David", "passes", "drops"),
                        new Verdict(5, "Ankur", "drops", "passes"),
                        new Verdict(5, "Brian", "drops", "drops"),
                        new Verdict(5, "David", "drops", "drops"));
        assertThat(said(Channel.SNS, path, path))
                .containsExactlyInAnyOrder(
                        new Verdict(4, "Ankur", "passes", "drops"),
                        new Verdict(4, "Brian", "passes", "drops"),
                        new Verdict(4, "David", "passes", "passes"),
                        new Verdict(5, "Ankur", "passes", "drops"),
                        new Verdict(5, "Brian", "passes", "drops"),
                        new Verdict(5, "David", "passes", "passes"));
    }

    @Test
    void filtersThatCannotDecideSayWhy() {
        source("filter: {expression: \"body.more.id == 4\"}")
                .sensor("one", "data: [{path: body.nobody, type: string, value: [a]}]");
        EventPath path = path();

        assertThat(said(Channel.SQS, path, path)).hasSize(6).allSatisfy(verdict -> assertThat(
                        List.of(verdict.source(), verdict.sensor()))
                .containsExactly(
                        "fails: body.more is nil, which has no field id",
                        "fails: the filter: path 'body.nobody' does not exist"));
    }

    @Test
    void attributesAndMetadataArePartOfWhatAFilterSees() {
        source("""
                metadata: {stage: test}, filter: {expression: "metadata.stage == 'test' &&
                messageAttributes.RunId.StringValue == 'run-1' && messageAttributes.Author.StringValue == body.author"}""").sensor("one", "data: [{path: metadata.stage, type: string, value: [test]}]");
        EventPath path = path();

        assertThat(said(Channel.SQS, path, path))
                .allSatisfy(verdict ->
                        assertThat(List.of(verdict.source(), verdict.sensor())).containsExactly("passes", "passes"));
    }

    @Test
    void nothingIsSaidWhereTheMessagesOwnIdDecides() {
        source("filter: {expression: \"messageAttributes.EventId.StringValue endsWith '000000'\"}")
                .sensor("one", ALL);
        EventPath path = path();

        assertThat(said(Channel.SQS, path, path)).allSatisfy(verdict -> {
            assertThat(verdict.source()).isNull();
            assertThat(verdict.sensor()).isEqualTo("passes");
        });
    }

    @Test
    void nothingIsSaidForWhatThisProgramDoesNotKnow() {
        source("filter: {expression: \"sprig.trim(body.author) == 'Ankur'\"}")
                .sensor("one", ALL + ", exprs: [{expr: a == 1, fields: [{name: a, path: body.id}]}]");
        EventPath path = path();

        assertThat(said(Channel.SQS, path, path)).hasSize(6).allSatisfy(verdict -> {
            assertThat(verdict.source()).isNull();
            assertThat(verdict.sensor()).isNull();
        });
    }

    @Test
    void theContextThatAFilterSeesIsThatOfTheSource() {
        source("jsonBody: true").sensor("one", "context: {type: sqs, source: aws-sqs, subject: load}");
        assertThat(said(Channel.SQS, path(), path()))
                .allSatisfy(verdict -> assertThat(verdict.sensor()).isEqualTo("passes"));
        cluster.argo("Sensor").withName("one").delete();
        sensor("one", "context: {source: sqs}");
        assertThat(said(Channel.SQS, path(), path()))
                .allSatisfy(verdict -> assertThat(verdict.sensor()).isEqualTo("drops"));
    }

    @Test
    void aMessageThatCannotBeMadeSaysNothingAndTheOthersDo(@TempDir Path folder) throws IOException {
        source("jsonBody: true");
        cluster.argo("Sensor", "one", """
                spec:
                  dependencies: [{name: sqs, eventSourceName: aws-sqs, eventName: load}]
                  triggers: [{template: {name: job, http: {headers: {X-Argometer-Trigger: job}}}}]""", "status: {}");
        Path file = Files.writeString(folder.resolve("plan.yaml"), """
                channels: {own: {event: aws-sqs/load, mark: body:mark}}
                payloads:
                  - text: '{"${variable.one}": 1, "${variable.other}": 2}'
                    choose: {one: [xx, y], other: [zz, y]}
                    expect: {own: job}
                """);
        Settings settings = FakeCluster.settings(Map.of("send.plan", file.toString()));
        EventPath path = FakeCluster.path(client, settings);

        assertThat(new Verdicts(PlanReader.plan(settings, Clock.systemUTC()))
                        .of(new Flow(new Channel("own"), "job"), path, path))
                .containsExactly(new Verdict(1, "1", "passes", "passes"));
    }

    @Test
    void whatOneSensorTakesGoesOn() {
        source("jsonBody: true")
                .sensor("one", "data: [{path: body.id, type: number, value: [\"4\"]}]")
                .sensor("two", "data: [{path: body.author, type: string, value: [Brian]}]");
        EventPath path = path();

        assertThat(said(Channel.SQS, path, path))
                .filteredOn(verdict -> verdict.sensor().equals("drops"))
                .extracting(verdict -> verdict.payloadId() + verdict.author())
                .containsExactlyInAnyOrder("5Ankur", "5David");
    }

    @Test
    void nothingIsSaidByAnObjectThatChanged() {
        source("jsonBody: true").sensor("one", ALL);
        EventPath before = path();
        cluster.argo("Sensor").withName("one").edit(sensor -> {
            sensor.<Map<String, Object>>get("spec", "dependencies", 0).remove("filters");
            return sensor;
        });

        assertThat(said(Channel.SQS, before, path())).hasSize(6).allSatisfy(verdict -> {
            assertThat(verdict.source()).isEqualTo("passes");
            assertThat(verdict.sensor()).isNull();
        });
    }

    @Test
    void nothingIsSaidByASourceThatWasMadeAgain() {
        source("jsonBody: true").sensor("one", ALL);
        EventPath before = path();
        cluster.argo("EventSource").withName("aws-sqs").delete();
        source("jsonBody: true");

        assertThat(said(Channel.SQS, before, path())).hasSize(6).allSatisfy(verdict -> {
            assertThat(verdict.source()).isNull();
            assertThat(verdict.sensor()).isEqualTo("passes");
        });
    }

    private List<Verdict> said(Channel channel, EventPath before, EventPath after) {
        return new Verdicts(PlanReader.plan(SETTINGS, Clock.systemUTC())).of(new Flow(channel, ""), before, after);
    }

    private EventPath path() {
        return FakeCluster.path(client, SETTINGS);
    }

    private VerdictsTest source(String fields) {
        String body = fields.contains("jsonBody") ? "" : "jsonBody: true, ";
        cluster.source("aws-sqs", "sqs", "queue: argometer, region: eu-west-3, " + body + fields);
        return this;
    }

    private VerdictsTest sensor(String name, String filters) {
        cluster.argo("Sensor", name, """
                spec:
                  dependencies: [{name: sqs, eventSourceName: aws-sqs, eventName: load, filters: {%s}}]
                  triggers: [{template: {name: job}}]""".formatted(filters), "status: {}");
        return this;
    }

    /** The object that {@code file} ships, with {@code more} at {@code path}, as the overlays add it. */
    private void shipped(String file, String path, String more) throws IOException {
        String text = Files.readString(Path.of("../argo-manifests/base", file));
        ObjectNode object = Serialization.unmarshal(text, ObjectNode.class);
        ((ObjectNode) object.at(path)).setAll(Serialization.unmarshal(more, ObjectNode.class));
        cluster.argo(
                object.path("kind").asText(),
                object.at("/metadata/name").asText(),
                Serialization.asYaml(Map.of("spec", object.path("spec"))).replace("---", ""),
                "status: {}");
    }
}
