package io.github.argometer.send;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.plan.Channel;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.commons.csv.CSVRecord;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SendScheduleTest extends SendingRoutes {

    @Test
    void keepsItsScheduleWhenTheServiceIsSlow() throws Exception {
        set("send.in-flight", "1");
        run(request -> await().pollDelay(40, MILLISECONDS).until(() -> true));

        List<CSVRecord> sqs = ledger().stream()
                .filter(line -> line.get("Channel").equals("sqs"))
                .toList();
        Instant first = Instant.parse(sqs.get(0).get("Intended"));
        Instant last = Instant.parse(sqs.get(11).get("Intended"));
        assertThat(Duration.between(first, last)).isLessThan(Duration.ofMillis(12 * 20));
        assertThat(Instant.parse(sqs.get(11).get("Sent"))).isAfter(last.plusMillis(100));
    }

    @Test
    void noMessageWaitsForTheOneAfterIt() throws Exception {
        set("send.arrival", "constant");
        set("send.rate", "0.2");
        set("send.messages", "2");
        set("send.in-flight", "1");
        run(requests::add);

        assertThat(ledger()).hasSize(4).allSatisfy(line -> assertThat(Instant.parse(line.get("Sent")))
                .isBefore(Instant.parse(line.get("Intended")).plusMillis(4_000)));
    }

    @Test
    void stopsAfterTheMessageThatWaitsForItsTime() throws Exception {
        set("send.messages", "100000");
        prepare(requests::add);
        main.start();
        await().atMost(20, SECONDS).until(() -> requests.size() >= 10);

        context().getRegistry().lookupByNameAndType("schedule", Schedule.class).stop();

        context().getRouteController().stopRoute("pace-sqs", 5, SECONDS);
        context().getRouteController().stopRoute("pace-sns", 5, SECONDS);
        await().atMost(5, SECONDS).until(() -> ledger().size() == requests.size());
        assertThat(requests).hasSizeLessThan(200_000).hasSizeGreaterThanOrEqualTo(10);
        assertThat(counts().finished()).isFalse();
    }

    @Test
    void aWallClockThatIsSetBackHoldsNothingUpAndIsTold() throws Exception {
        AtomicInteger readings = new AtomicInteger();
        InstantSource setBack = () -> Instant.now().minusSeconds(readings.incrementAndGet() > 40 ? 60 : 0);
        SteadyClock clock = new SteadyClock(setBack.withZone(ZoneOffset.UTC), System::nanoTime);
        main.bind("own", clock);
        run(requests::add);

        assertThat(ledger()).hasSize(24).allSatisfy(line -> {
            Instant intended = Instant.parse(line.get("Intended"));
            assertThat(Instant.parse(line.get("Sent"))).isBetween(intended, intended.plusSeconds(10));
            assertThat(line.get("Finished")).isGreaterThanOrEqualTo(line.get("Sent"));
        });
        assertThat(clock.steps()).singleElement().satisfies(step -> assertThat(step.micros())
                .isBetween(-60_010_000L, -59_990_000L));
    }

    @Test
    void stopsAtOnceWithItsContextAndLeavesAWholeLedger() throws Exception {
        set("send.messages", "1000000");
        set("send.delay.max", "0");
        set("send.in-flight", "4");
        set("send.retry-delay", "60000");
        stopEarly(() -> main.stop());
    }

    @Test
    void stopsAtOnceWithItsRouteAndLeavesAWholeLedger() throws Exception {
        set("send.messages", "1000000");
        set("send.delay.max", "0");
        set("send.in-flight", "4");
        stopEarly(() -> context().getRouteController().stopRoute("pace-sqs", 20, SECONDS));
    }

    /** While requests are under way, and some wait to be tried again, in a minute if the setting says so. */
    private void stopEarly(ThrowingCallable stop) throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        prepare(request -> {
            requests.add(request);
            if (requests.size() <= 4) {
                throw new ConnectException("refused");
            }
            busy.await();
        });
        main.start();
        await().atMost(20, SECONDS).until(() -> lines().size() >= 8 + 4);
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> {
            try {
                stop.call();
            } catch (Throwable e) {
                throw new CompletionException(e);
            }
        });
        await().atMost(5, SECONDS)
                .until(() ->
                        !ServiceHelper.isStarted(context().getRoute("pace-sqs").getConsumer()));
        long sent = sqs();
        busy.countDown();
        stopped.get(10, SECONDS);

        assertThat(sqs()).isEqualTo(sent);
        assertThat(lines().stream().filter(line -> line.get("Channel").equals("sqs")))
                .hasSize((int) (2 * sent));
    }

    private long sqs() {
        return requests.stream()
                .filter(request -> header(request, "EventId").contains("-sqs-"))
                .count();
    }

    @Test
    void anAnswerThatComesAfterAForcedStopIsWrittenDown() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        stopWhileTheServiceIsBusy(answer::await, answer::countDown);

        assertThat(ledger()).allMatch(line -> line.get("Outcome").equals("accepted"));
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

        assertThat(ledger())
                .allMatch(line -> line.get("Outcome").equals("unknown")
                        && line.get("Attempt").equals("1"));
    }

    private interface Service {
        void answer() throws Exception;
    }

    private void stopWhileTheServiceIsBusy(Service service, Runnable answers) throws Exception {
        set("send.in-flight", "1");
        prepare(request -> {
            requests.add(request);
            service.answer();
        });
        main.start();
        await().atMost(20, SECONDS).until(() -> requests.size() == 2);

        context().getRouteController().stopRoute("pace-sqs", 1, SECONDS);
        context().getRouteController().stopRoute("pace-sns", 1, SECONDS);
        answers.run();

        await().during(500, MILLISECONDS).atMost(5, SECONDS).until(() -> ledger().size() == requests.size());
        assertThat(counts().inFlight(Channel.SQS)).isZero();
        assertThat(counts().inFlight(Channel.SNS)).isZero();
    }
}
