package io.github.argometer.loadtest.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.github.argometer.TestDatabase;
import io.github.argometer.TestSqs;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.analyse.files.WhatWasRun;
import io.github.argometer.loadtest.capacity.CapacitySearch;
import io.github.argometer.loadtest.capacity.ChannelCapacity;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Flow;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step of the search for capacity sends no longer than it is held. */
@EnableKubernetesMockClient(crud = true)
class CapacityStopsIT {

    private static final WhatWasRun WHAT =
            new WhatWasRun("loadtest capacity --first=100000", Map.of("argometer", "1"), Map.of(), Map.of());

    private static TestDatabase database;

    @TempDir
    private Path runs;

    private KubernetesMockServer server;
    private KubernetesClient client;
    private final Map<String, String> options = new HashMap<>();
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @BeforeAll
    static void anyCredentials() {
        database = TestDatabase.start();
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
    }

    @AfterAll
    static void noCredentials() {
        database.close();
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
                    .as("%s", channel)
                    .contains("sending"));
            assertThat(atTheEnd[0]).isPositive();
            assertThat(sqs.messages()).isEqualTo(atTheEnd[0]);
            try (Stream<Path> steps = Files.list(runs)) {
                assertThat(steps).singleElement().satisfies(step -> {
                    assertThat(step.resolve("plan.json")).exists();
                    assertThat(WhatWasRun.read(step))
                            .isEqualTo(WHAT.with(Map.of("cluster", "2"), Map.of("server", "here")));
                });
            }
        }
    }

    /** And a step that was not seen is none that the system gave way at. */
    @Test
    void aDatabaseThatIsAwayGivesNoWay() throws Exception {
        options.put("db.port", "1");
        options.put("db.connect-timeout", "250");
        options.put("capacity.first", "10");
        options.put("capacity.most", "10");
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        try (TestSqs sqs = TestSqs.start()) {
            List<ChannelCapacity> found = search(sqs, new PrintStream(told, true, StandardCharsets.UTF_8))
                    .get(60, SECONDS);

            assertThat(found)
                    .singleElement()
                    .extracting(ChannelCapacity::text)
                    .isEqualTo("sqs: no rate sustained, stopped there because the system could not be observed:"
                            + " the database does not answer\n");
            assertThat(told.toString(StandardCharsets.UTF_8))
                    .contains("sqs 10.0/s: could not be observed: the database does not answer\n");
        }
    }

    /** Of orders nothing must arrive; of alarms all, by two triggers, and nothing does. */
    @Test
    void aPlanOfOnesOwnIsSearchedAChannelAfterTheOther() throws Exception {
        List<String> came = new CopyOnWriteArrayList<>();
        HttpServer service = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        service.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            came.add(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        service.start();
        Path plan = Files.writeString(runs.resolveSibling("own.yaml"), """
                messages: 3
                arrival: {kind: uniform, maxDelayMs: 9}
                channels:
                  orders: {event: mine/orders, endpoint: "http://127.0.0.1:%1$d/orders", triggers: [notify]}
                  alarms: {event: mine/alarms, endpoint: "http://127.0.0.1:%1$d/alarms", triggers: [page, mail]}
                payloads:
                  - {name: order, text: '{"n": ${variable.number}}', expect: {alarms: [page, mail]}}
                """.formatted(
                        service.getAddress().getPort()));
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        try (TestSqs sqs = TestSqs.start()) {
            options.putAll(Map.of(
                    "send.plan",
                    plan.toString(),
                    "send.channels",
                    "",
                    "capacity.first",
                    "20",
                    "capacity.most",
                    "20",
                    "capacity.hold",
                    "10"));
            List<ChannelCapacity> found = search(sqs, new PrintStream(told, true, StandardCharsets.UTF_8))
                    .get(60, SECONDS);

            assertThat(found)
                    .extracting(capacity -> capacity.channel().label(), capacity -> capacity.gaveWay()
                            .orElse(""))
                    .containsExactly(tuple("alarms", "rows"), tuple("orders", ""));
            assertThat(found.get(1).sustained()).contains(20.0);
            assertThat(sqs.messages()).isZero();
        } finally {
            service.stop(0);
        }
        assertThat(told.toString(StandardCharsets.UTF_8))
                .containsPattern("orders 20.0/s for 10 s: .* 0 on bus .*, 0 active .*: kept up")
                .containsPattern("alarms 20.0/s for 10 s: .* missing .*: rows gave way")
                .doesNotContainPattern("alarms .* active");
        assertThat(came.stream().filter("/alarms"::equals).count()).isBetween(190L, 200L);
        assertThat(came.lastIndexOf("/alarms")).isLessThan(came.indexOf("/orders"));
        try (Stream<Path> steps = Files.list(runs)) {
            assertThat(steps).hasSize(2).allSatisfy(step -> {
                JsonNode repeated =
                        new ObjectMapper().readTree(step.resolve("plan.json").toFile());
                assertThat(repeated.path("messages").asInt()).isEqualTo(200);
                assertThat(repeated.at("/arrival/kind").asText()).isEqualTo("constant");
                assertThat(repeated.path("channels")).hasSize(1);
                assertThat(repeated.at("/expected/alarms~1mail").asInt(200)).isEqualTo(200);
            });
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
        Map.of(
                        "runs.folder", runs.toString(),
                        "send.channels", "sqs",
                        "send.in-flight", "1",
                        "capacity.first", "100000",
                        "capacity.most", "100000",
                        "capacity.hold", "4",
                        "capacity.drain", "3",
                        "management.enabled", "false",
                        "aws.endpoint.override", "true",
                        "aws.endpoint.url", sqs.url())
                .forEach(options::putIfAbsent);
        options.putIfAbsent("db.user", "reader"); // whom the cluster lets read
        options.putIfAbsent("db.parameters", "sslMode=DISABLED");
        database.settings().forEach(options::putIfAbsent);
        CapacitySearch search = new CapacitySearch(Configuration.of(options, name -> null), WHAT, interrupted, err);
        return CompletableFuture.supplyAsync(() -> {
            List<ChannelCapacity> found = new ArrayList<>();
            try {
                search.search(new Sut(client), found::add);
                return found;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private record Sut(KubernetesClient client) implements SystemUnderTest {
        @Override
        public Map<String, String> awaitReady(Readiness ready) {
            return Map.of();
        }

        @Override
        public Set<Flow> byJobs() {
            return Set.of(new Flow(Channel.SQS, ""), new Flow(new Channel("orders"), "notify"));
        }

        @Override
        public WhatWasRun describe(WhatWasRun what) {
            return what.with(Map.of("cluster", "2"), Map.of("server", "here"));
        }
    }
}
