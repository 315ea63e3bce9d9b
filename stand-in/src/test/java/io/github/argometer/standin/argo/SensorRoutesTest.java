package io.github.argometer.standin.argo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.argo.CloudEvent;
import io.github.argometer.loadtest.argo.Conditions;
import io.github.argometer.loadtest.argo.DataFilter;
import io.github.argometer.loadtest.argo.Dependency;
import io.github.argometer.loadtest.argo.JsonPath;
import io.github.argometer.loadtest.argo.Parameters;
import io.github.argometer.loadtest.argo.Sensor;
import io.github.argometer.loadtest.evidence.BusState;
import io.github.argometer.standin.mishap.Mishaps;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SensorRoutesTest {

    private static final List<Integer> ANY = List.of();
    private static final Dependency DEPENDENCY = new Dependency("d", "source", "load", null, null, null);

    private static final Conditions ONLY = new Conditions(List.of("d"), false);

    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ProducerTemplate template = context.createProducerTemplate();
    private final Bus bus = new Bus(Clock.systemUTC());
    private final Mishaps mishaps = new Mishaps();
    private HttpServer target;

    @BeforeEach
    void start() throws IOException {
        target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.createContext("/event/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(refusals.getAndDecrement() > 0 ? 503 : 200, -1);
            exchange.close();
        });
        target.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        target.stop(0);
    }

    @Test
    void triesAgainUntilTheTargetTakesTheEvent() {
        refusals.set(3);
        sensor(true, new Backoff(5, Duration.ofMillis(1), 1, 0), List.of(200));
        publish("one", "two");
        await().atMost(10, SECONDS).until(() -> bodies.size() == 5);
        assertThat(bodies.subList(0, 4)).containsOnly(bodies.get(0));
        assertThat(bodies.get(4)).isNotEqualTo(bodies.get(0));
    }

    @Test
    void givesAnEventUpAfterTheLastAttemptAndGoesOnWithTheNext() {
        refusals.set(3);
        sensor(true, new Backoff(3, Duration.ofMillis(1), 1, 0), List.of(200));
        publish("one", "two");
        await().atMost(10, SECONDS).until(() -> bodies.size() == 4);
        assertThat(bodies.subList(0, 3)).containsOnly(bodies.get(0));
    }

    @Test
    void goesOnAfterAnEventThatNothingIsMadeOfAndTellsOfIt() {
        sensor(true, new Backoff(1, Duration.ZERO, 1, 0), List.of(200));
        publish(CloudEvent.of("source", "sqs", "load", Instant.EPOCH, "no JSON"));
        publish(CloudEvent.of("source", "sqs", "load", Instant.EPOCH, null)); // NullPointerException
        publish("three");
        await().atMost(10, SECONDS).until(() -> bodies.size() == 1);
        assertThat(mishaps.lines())
                .singleElement()
                .asString()
                .startsWith("The local stand-in lost 2 events at sensor test/one, the last because: ");
        assertThat(mishaps.failure()).isEmpty();
    }

    @Test
    void triesOnceWithoutAtLeastOnceWhateverTheStrategySays() {
        refusals.set(1);
        sensor(false, new Backoff(5, Duration.ofMillis(1), 1, 0), List.of(200));
        publish("one");
        await().atMost(10, SECONDS).until(() -> bodies.size() == 1);
        publish("two");
        await().atMost(10, SECONDS).until(() -> bodies.size() == 2);
        assertThat(bodies.get(1)).isNotEqualTo(bodies.get(0));
    }

    @Test
    void takesAnyAnswerForASuccessWithoutAPolicy() {
        refusals.set(1);
        sensor(true, new Backoff(5, Duration.ofMillis(1), 1, 0), ANY);
        publish("one", "two");
        await().atMost(10, SECONDS).until(() -> bodies.size() == 2);
        assertThat(bodies.get(1)).isNotEqualTo(bodies.get(0));
    }

    @Test
    void hearsNothingOfBeforeItsStart() {
        publish("early");
        sensor(true, Backoff.ONCE, ANY);
        publish("late");
        await().atMost(10, SECONDS).until(() -> bodies.size() == 1);
    }

    @Test
    void pausesAsTheManifestsStrategySays() {
        Backoff backoff = Backoff.of(new Sensor.Backoff(18, "500ms", new BigDecimal("1.3"), BigDecimal.ZERO));
        List<Duration> pauses = IntStream.range(1, backoff.attempts())
                .mapToObj(retry -> backoff.pause(retry, new Random(1)))
                .toList();
        assertThat(pauses).hasSize(17).startsWith(Duration.ofMillis(500), Duration.ofMillis(650));
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofMillis(142_400), Duration.ofMillis(142_700));
        assertThat(new Backoff(2, Duration.ofSeconds(1), 1, 0.2).pause(1, new Random(1)))
                .isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_200));
    }

    @Test
    void hasABoundedNumberOfTriggersUnderWayAndTheOtherEventsWait() {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch answered = new CountDownLatch(1);
        sensor(false, Backoff.ONCE, event -> {
            begun.incrementAndGet();
            answered.await();
        });
        publish(IntStream.range(0, 100).mapToObj(String::valueOf).toArray(String[]::new));
        await().atMost(10, SECONDS).until(() -> begun.get() == 64);
        await().during(300, MILLISECONDS).atMost(10, SECONDS).until(() -> begun.get() == 64);
        answered.countDown();
        await().atMost(10, SECONDS).until(() -> begun.get() == 100);
    }

    @Test
    void anErrorInATriggerEndsTheRun() {
        sensor(true, new Backoff(5, Duration.ofMillis(1), 1, 0), event -> {
            throw new OutOfMemoryError("heap");
        });
        publish("one");
        await().atMost(10, SECONDS).until(() -> mishaps.failure().isPresent());
        assertThat(mishaps.failure()).contains("sensor test/one: java.lang.OutOfMemoryError: heap");
        assertThat(mishaps.lines()).isEmpty();
    }

    @Test
    void saysHowOftenItTriedWhatFailedForGood() {
        refusals.set(2);
        sensor(true, new Backoff(2, Duration.ofMillis(1), 1, 0), List.of(200));
        publish("one");
        await().atMost(10, SECONDS).until(() -> !mishaps.lines().isEmpty());
        assertThat(mishaps.lines())
                .containsExactly(
                        "The local stand-in lost 1 event at sensor test/one, the last because: 2 attempts, and then:"
                                + " %s answered 503, not one of [200]".formatted(url()));
    }

    @Test
    void namespacesHaveABusEachAndTriggersDoNotWaitForEachOther() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        Queue<String> fired = new ConcurrentLinkedQueue<>();
        start(
                trigger("here", "slow", event -> answered.await()),
                trigger("here", "fast", event -> fired.add("fast")),
                trigger("elsewhere", "other", event -> fired.add("other")));
        publish("one", "two");
        await().atMost(10, SECONDS).until(() -> fired.size() == 2);
        answered.countDown();
        context.stop();
        assertThat(fired).containsExactly("fast", "fast");
    }

    @Test
    void acknowledgesForEachTriggerWhatItDidWhatItsFilterHeldBackAndWhatFailed(@TempDir Path folder) throws Exception {
        DataFilter filter = new DataFilter(JsonPath.of("name"), "string", List.of("kept"), null);
        Dependency kept =
                new Dependency("d", "source", "load", null, new Dependency.Filters(List.of(filter), null, null), null);
        CountDownLatch fired = new CountDownLatch(4); // of six, two of which the filter holds back
        start(trigger("all/fires", DEPENDENCY, event -> fired.countDown()), trigger("some/fails", kept, event -> {
            fired.countDown();
            throw new SensorTrigger.Failed("no", null);
        }));
        RunFiles files = new RunFiles(folder);
        publish("before the run");
        bus.follow(files);
        Instant begun = Instant.now();
        publish("dropped", "kept");
        await().atMost(10, SECONDS).until(() -> fired.getCount() == 0);
        context.stop(); // when the last is done with
        assertThat(bus.end()).isEqualTo(new BusState(2, 0, false, true, 0));

        assertThat(Files.readAllLines(files.bus())).hasSize(3);
        Map<String, Instant> published = new HashMap<>();
        lines(files.bus()).forEach(line -> published.put(line[0], Instant.parse(line[6])));
        assertThat(published).containsOnlyKeys("2", "3");
        assertThat(lines(files.acks())
                        .map(line -> String.join(" ", line[0], line[1], line[2], line[3], line[4], line[7])))
                .containsExactlyInAnyOrder(
                        "2 source load all fires 1",
                        "2 source load some fails 1",
                        "3 source load all fires 1",
                        "3 source load some fails 1");
        assertThat(lines(files.acks())).allSatisfy(line -> assertThat(
                        List.of(begun, published.get(line[0]), Instant.parse(line[5]), Instant.parse(line[6])))
                .isSorted());
    }

    @Test
    void aTriggerThatWaitsForSeveralEventsTakesTheLastOfEachAndThenBeginsAgain() {
        Queue<String> fired = new ConcurrentLinkedQueue<>();
        start(triggerOfTwo(new Conditions(List.of("d", "e"), true), fired));
        publish("one", "two"); // of which "one" is forgotten
        publish(event("other", "three"));
        publish(event("other", "four"));
        publish("five");
        await().atMost(10, SECONDS).until(() -> fired.size() == 2);
        assertThat(fired).containsExactly("d=two e=three", "d=five e=four");
    }

    @Test
    void aTriggerThatWaitsForAnyEventTakesEachByItself() {
        Queue<String> fired = new ConcurrentLinkedQueue<>();
        start(triggerOfTwo(new Conditions(List.of("d", "e"), false), fired));
        publish("one");
        publish(event("other", "two"));
        await().atMost(10, SECONDS).until(() -> fired.size() == 2);
        assertThat(fired).containsExactly("d=one", "e=two");
    }

    @Test
    void anEventThatTwoDependenciesHearIsTakenForEach() {
        Queue<String> fired = new ConcurrentLinkedQueue<>();
        Dependency again = new Dependency("e", "source", "load", null, null, null);
        start(new SensorTrigger(
                "here",
                "test/two",
                List.of(DEPENDENCY, again),
                new Conditions(List.of("d", "e"), false),
                true,
                Backoff.ONCE,
                events -> fired.add(text(events))));
        publish("one");
        await().atMost(10, SECONDS).until(() -> fired.size() == 2);
        assertThat(fired).containsExactly("d=one", "e=one");
    }

    @Test
    void aRateLimitSavesUpTenTurns() {
        RateLimiter limiter = new RateLimiter(Duration.ofNanos(100));
        assertThat(limiter.turn(1_000)).isZero();
        assertThat(limiter.turn(1_000)).isEqualTo(100);
        assertThat(limiter.turn(1_150)).isEqualTo(50);
        assertThat(limiter.turn(9_000)).isEqualTo(-1_000);
        assertThat(limiter.turn(9_000)).isEqualTo(-900);
    }

    private static SensorTrigger triggerOfTwo(Conditions conditions, Queue<String> fired) {
        Dependency other = new Dependency("e", "source", "other", null, null, null);
        return new SensorTrigger(
                "here",
                "test/two",
                List.of(DEPENDENCY, other),
                conditions,
                true,
                Backoff.ONCE,
                events -> fired.add(text(events)));
    }

    private static String text(Map<String, CloudEvent> events) {
        return new TreeMap<>(events)
                .entrySet().stream()
                        .map(entry ->
                                entry.getKey() + "=" + entry.getValue().data().replaceAll(".*:\"|\"}", ""))
                        .collect(Collectors.joining(" "));
    }

    private static CloudEvent event(String subject, String name) {
        return CloudEvent.of("source", "sqs", subject, Instant.EPOCH, "{\"name\":\"%s\"}".formatted(name));
    }

    @Test
    void anEndBeforeABeginningSaysThatNothingWasWritten() {
        assertThatThrownBy(bus::end)
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining("its events could not be written");
    }

    private static Stream<String[]> lines(Path csv) throws IOException {
        return Files.readAllLines(csv).stream().skip(1).map(line -> line.split(","));
    }

    private String url() {
        return "http://127.0.0.1:%d/event/".formatted(target.getAddress().getPort());
    }

    private void sensor(boolean atLeastOnce, Backoff backoff, List<Integer> allowed) {
        Parameters payload =
                Parameters.of(List.of(new Sensor.Parameter(new Sensor.From("d", null), JsonPath.of("data"))), ONLY);
        sensor(
                atLeastOnce,
                backoff,
                new SensorTrigger.HttpAction(
                        HttpClient.newHttpClient(),
                        URI.create(url()),
                        "POST",
                        Duration.ofSeconds(5),
                        Map.of(),
                        payload,
                        allowed));
    }

    private void sensor(boolean atLeastOnce, Backoff backoff, SensorTrigger.Action action) {
        start(new SensorTrigger("here", "test/one", List.of(DEPENDENCY), ONLY, atLeastOnce, backoff, action));
    }

    private static SensorTrigger trigger(String namespace, String name, SensorTrigger.Action action) {
        return new SensorTrigger(namespace, "test/" + name, List.of(DEPENDENCY), ONLY, true, Backoff.ONCE, action);
    }

    private static SensorTrigger trigger(String name, Dependency dependency, SensorTrigger.Action action) {
        return new SensorTrigger("here", name, List.of(dependency), ONLY, true, Backoff.ONCE, action);
    }

    private void start(SensorTrigger... triggers) {
        try {
            context.addRoutes(new SensorRoutes(List.of(triggers), bus, mishaps));
            context.getShutdownStrategy().setTimeout(1);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        context.start();
    }

    private void publish(String... names) {
        for (String name : names) {
            publish(event("load", name));
        }
    }

    private void publish(CloudEvent event) {
        context.start();
        template.send(
                SensorRoutes.bus("here", "source", event.subject()) + "?failIfNoConsumers=false&block=false",
                exchange -> {
                    exchange.getMessage().setBody(event);
                    bus.publish(exchange);
                });
    }
}
