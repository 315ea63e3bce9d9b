package io.github.argometer.send;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.github.argometer.Settings;
import io.github.argometer.TestSqs;
import io.github.argometer.failure.Failures;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.main.Main;
import org.apache.camel.util.ObjectHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The generator against an SQS and an SNS that have nothing in common. */
class SendToEachServiceTest {

    private static final String PUBLISHED = """
            <PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>""";

    @TempDir
    Path runs;

    private final Main main = new Main();
    private final Set<String> sqsScopes = ConcurrentHashMap.newKeySet();
    private final Set<String> snsScopes = ConcurrentHashMap.newKeySet();
    private final Set<String> topics = ConcurrentHashMap.newKeySet();
    private final Set<String> queueUrls = ConcurrentHashMap.newKeySet();
    private final List<String> owners = new ArrayList<>();
    private TestSqs sqs;
    private HttpServer sns;

    @BeforeEach
    void start() throws Exception {
        sqs = TestSqs.start();
        sqs.listen((request, json) -> {
            sqsScopes.add(scope(request.getHeader("Authorization")));
            if (json.has("QueueUrl")) {
                queueUrls.add(json.path("QueueUrl").asText());
            } else {
                owners.add(json.path("QueueName").asText() + " of "
                        + json.path("QueueOwnerAWSAccountId").asText());
            }
        });
        sns = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sns.createContext("/", exchange -> {
            snsScopes.add(scope(exchange.getRequestHeaders().getFirst("Authorization")));
            String body = URLDecoder.decode(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    StandardCharsets.UTF_8);
            topics.add(body.replaceAll("(?s).*TopicArn=([^&]*).*", "$1"));
            byte[] answer = PUBLISHED.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        sns.start();
        set("send.enabled", "true");
        set("management.enabled", "false");
        set("runs.folder", runs.toString());
        set("run.id", "run");
        set("send.messages", "6");
        set("send.delay.max", "0");
        set("sqs.endpoint", sqs.url());
        set("sqs.region", "us-east-2");
        set("sqs.access-key", "AKQUEUE");
        set("sqs.secret-key", "s");
        set("sns.endpoint", "http://127.0.0.1:" + sns.getAddress().getPort());
        set("sns.topic", "arn:aws:sns:eu-west-1:111122223333:argometer");
        set("sns.access-key", "AKTOPIC");
        set("sns.secret-key", "s");
        main.configure().addRoutesBuilder(SendEvents.class, Failures.class);
    }

    @AfterEach
    void stop() {
        main.stop();
        sqs.close();
        sns.stop(0);
    }

    @Test
    void eachIsAskedAtItsOwnEndpointInItsOwnRegionWithItsOwnKeys() throws Exception {
        run();

        assertThat(sqsScopes).containsExactly("AKQUEUE us-east-2 sqs");
        assertThat(snsScopes).containsExactly("AKTOPIC eu-west-1 sns");
        assertThat(topics).containsExactly("arn:aws:sns:eu-west-1:111122223333:argometer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "3"})
    void theQueueOfAnotherAccountIsAskedForByItsArnAndSentToAtTheAddressThatSqsGives(String batch) throws Exception {
        set("sqs.queue", "arn:aws:sqs:us-east-2:999988887777:argometer");
        set("send.channels", "sqs");
        set("send.batch", batch);
        run();

        assertThat(owners).containsExactly("argometer of 999988887777");
        assertThat(queueUrls).containsExactly(sqs.url() + "/000000000000/argometer");
    }

    @Test
    void aQueueWhoseAddressIsKnownIsNotAskedFor() throws Exception {
        set("sqs.queue-url", sqs.url() + "/999988887777/argometer");
        set("send.channels", "sqs");
        run();

        assertThat(owners).isEmpty();
        assertThat(queueUrls).containsExactly(sqs.url() + "/999988887777/argometer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqs.queue", "sns.topic"})
    void aFifoQueueOrTopicIsRefusedBeforeTheRunHasAFolder(String key) {
        set(key, "argometer.fifo");

        assertThatThrownBy(main::start).satisfies(thrown -> assertThat(
                        ObjectHelper.getException(Settings.Invalid.class, thrown))
                .hasMessage("setting %s = \"argometer.fifo\": must be a standard %2$s: FIFO %2$ss are not supported"
                        .formatted(key, key.substring(4))));
        assertThat(runs).isEmptyDirectory();
    }

    private void run() throws Exception {
        main.start();
        SendLedger ledger = main.getCamelContext().getRegistry().lookupByNameAndType("sendLedger", SendLedger.class);
        await().atMost(20, SECONDS).until(ledger::finished);
    }

    /** Access key id, region and service of a signature. */
    private static String scope(String authorization) {
        return authorization.replaceAll(".*Credential=(\\w+)/\\d+/([\\w-]+)/(\\w+)/.*", "$1 $2 $3");
    }

    private void set(String key, String value) {
        main.addOverrideProperty(key, value);
    }
}
