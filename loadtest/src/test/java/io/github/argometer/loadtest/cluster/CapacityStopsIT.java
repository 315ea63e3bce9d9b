package io.github.argometer.loadtest.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.argometer.TestSqs;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.capacity.CapacitySearch;
import io.github.argometer.loadtest.capacity.ChannelCapacity;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step of the search for capacity sends no longer than it is held. */
@EnableKubernetesMockClient(crud = true)
class CapacityStopsIT {

    @TempDir
    private Path runs;

    private KubernetesMockServer server;
    private KubernetesClient client;
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @BeforeAll
    static void anyCredentials() {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
    }

    @AfterAll
    static void noCredentials() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void nothingIsSentAfterAStepThoughMuchOfItIsLate() throws Exception {
        try (TestSqs sqs = TestSqs.start()) {
            long[] atTheEnd = {-1};
            PrintStream err = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
                @Override
                public void println(String line) {
                    atTheEnd[0] = sqs.messages();
                }
            };

            List<ChannelCapacity> found = search(sqs, err).get(60, SECONDS);

            assertThat(found).singleElement().satisfies(channel -> assertThat(channel.gaveWay())
                    .contains("sending"));
            assertThat(atTheEnd[0]).isPositive();
            assertThat(sqs.messages()).isEqualTo(atTheEnd[0]);
        }
    }

    @Test
    void anInterruptEndsItAtOnce() throws Exception {
        try (TestSqs sqs = TestSqs.start()) {
            CompletableFuture<List<ChannelCapacity>> search =
                    search(sqs, new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
            await().atMost(60, SECONDS).until(() -> sqs.messages() > 10);

            interrupted.countDown();
            search.get(10, TimeUnit.SECONDS);

            long then = sqs.messages();
            await().during(2, SECONDS).until(() -> sqs.messages() == then);
        }
    }

    /** More a second than one request at a time can send. */
    private CompletableFuture<List<ChannelCapacity>> search(TestSqs sqs, PrintStream err) {
        new FakeCluster(server, client).sqsSource().snsSource().sensors();
        Map<String, String> options = new HashMap<>(Map.of(
                "runs.folder", runs.toString(),
                "send.channels", "sqs",
                "send.in-flight", "1",
                "capacity.first", "100000",
                "capacity.most", "100000",
                "capacity.hold", "4",
                "capacity.drain", "3",
                "management.enabled", "false",
                "aws.endpoint.override", "true",
                "aws.endpoint.url", sqs.url()));
        options.putAll(Map.of("db.host", "127.0.0.1", "db.port", "1", "db.connect-timeout", "250"));
        CapacitySearch search = new CapacitySearch(Configuration.of(options, name -> null), interrupted, err);
        return CompletableFuture.supplyAsync(() -> {
            try {
                return search.search(new Sut(client));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private record Sut(KubernetesClient client) implements SystemUnderTest {
        @Override
        public Map<String, String> awaitReady(AwaitReady ready) {
            return Map.of();
        }
    }
}
