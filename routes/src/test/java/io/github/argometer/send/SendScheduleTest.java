package io.github.argometer.send;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Exchange;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendScheduleTest {

    @TempDir
    Path runs;

    private final List<Exchange> requests = new CopyOnWriteArrayList<>();
    private SendingRoutes routes;

    @BeforeEach
    void settings() {
        routes = new SendingRoutes(runs);
    }

    @AfterEach
    void stop() {
        routes.stop();
    }

    @Test
    void keepsItsScheduleWhenTheServiceIsSlow() throws Exception {
        routes.set("send.in-flight", "1");
        routes.run(request -> await().pollDelay(40, MILLISECONDS).until(() -> true));

        List<CSVRecord> sqs = routes.ledger().stream()
                .filter(line -> line.get("Channel").equals("sqs"))
                .toList();
        Instant first = Instant.parse(sqs.get(0).get("Intended"));
        Instant last = Instant.parse(sqs.get(11).get("Intended"));
        assertThat(Duration.between(first, last)).isLessThan(Duration.ofMillis(12 * 20));
        assertThat(Instant.parse(sqs.get(11).get("Sent"))).isAfter(last.plusMillis(100));
    }

    @Test
    void noMessageWaitsForTheOneAfterIt() throws Exception {
        routes.set("send.arrival", "constant");
        routes.set("send.rate", "0.5");
        routes.set("send.messages", "3");
        routes.set("send.in-flight", "1");
        routes.run(requests::add);

        assertThat(routes.ledger()).hasSize(6).allSatisfy(line -> assertThat(Instant.parse(line.get("Sent")))
                .isBefore(Instant.parse(line.get("Intended")).plusMillis(1_500)));
    }

    @Test
    void stopsAfterTheMessageThatWaitsForItsTime() throws Exception {
        routes.set("send.messages", "100000");
        routes.prepare(requests::add);
        routes.start();
        await().atMost(20, SECONDS).until(() -> requests.size() >= 10);

        routes.context()
                .getRegistry()
                .lookupByNameAndType("schedule", Schedule.class)
                .stop();

        routes.context().getRouteController().stopRoute("pace-sqs", 5, SECONDS);
        routes.context().getRouteController().stopRoute("pace-sns", 5, SECONDS);
        await().atMost(5, SECONDS).until(() -> routes.ledger().size() == requests.size());
        assertThat(requests).hasSizeLessThan(200_000).hasSizeGreaterThanOrEqualTo(10);
        assertThat(routes.counts().finished()).isFalse();
    }

    @Test
    void anAnswerThatComesAfterAForcedStopIsWrittenDown() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        stopWhileTheServiceIsBusy(answer::await, answer::countDown);

        assertThat(routes.ledger()).allMatch(line -> line.get("Outcome").equals("accepted"));
    }

    @Test
    void noAttemptEndsThatAForcedStopKeptFromStarting() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        stopWhileTheServiceIsBusy(
                () -> {
                    answer.await();
                    throw new SocketTimeoutException("no answer");
                },
                answer::countDown);

        assertThat(routes.ledger())
                .allMatch(line -> line.get("Outcome").equals("unknown")
                        && line.get("Attempt").equals("1"));
    }

    private interface Service {
        void answer() throws Exception;
    }

    private void stopWhileTheServiceIsBusy(Service service, Runnable answers) throws Exception {
        routes.set("send.in-flight", "1");
        routes.prepare(request -> {
            requests.add(request);
            service.answer();
        });
        routes.start();
        await().atMost(20, SECONDS).until(() -> requests.size() == 2);

        routes.context().getRouteController().stopRoute("pace-sqs", 1, SECONDS);
        routes.context().getRouteController().stopRoute("pace-sns", 1, SECONDS);
        answers.run();

        await().during(500, MILLISECONDS)
                .atMost(5, SECONDS)
                .until(() -> routes.ledger().size() == requests.size());
        assertThat(routes.counts().inFlight(Channel.SQS)).isZero();
        assertThat(routes.counts().inFlight(Channel.SNS)).isZero();
    }
}
