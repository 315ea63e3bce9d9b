package io.github.argometer;

import io.github.argometer.record.SharedSecret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Posts events from several threads, each event again and again until it is acknowledged, and counts the answers. */
public final class TestPosters {

    /** The answer that stands for none: the connection broke or was refused. */
    public static final int NO_ANSWER = 0;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI url;
    private final String secret;
    private final boolean patient;
    private final ExecutorService threads;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Long> answers = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    private TestPosters(URI url, String secret, int threads, boolean patient) {
        this.url = url;
        this.secret = secret;
        this.patient = patient;
        this.threads = Executors.newFixedThreadPool(threads);
        for (int thread = 0; thread < threads; thread++) {
            String name = "t" + thread + "-";
            this.threads.execute(() -> post(name));
        }
    }

    /**
     * Starts to post.
     *
     * @param patient whether to go on after a request without an answer
     */
    public static TestPosters start(int port, int threads, boolean patient) {
        return start(URI.create("http://127.0.0.1:" + port + "/event/"), "", threads, patient);
    }

    /** Starts to post to {@code url}, each time with the recorder's {@code secret}. */
    public static TestPosters start(URI url, String secret, int threads, boolean patient) {
        return new TestPosters(url, secret, threads, patient);
    }

    /** Ids of the events that were answered with 200. */
    public Set<String> acknowledged() {
        return acknowledged;
    }

    /** How often each status was the answer. */
    public Map<Integer, Long> answers() {
        return answers;
    }

    /** Returns when each thread has its last event acknowledged, or has given up. */
    public void stop() throws InterruptedException {
        stopping = true;
        threads.shutdown();
        if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
            threads.shutdownNow();
            throw new IllegalStateException("no acknowledgement for a minute: " + answers);
        }
    }

    private void post(String name) {
        try {
            for (int number = 0; !stopping; number++) {
                String eventId = name + number;
                int answer;
                while ((answer = answer(eventId)) != 200) {
                    if (answer == NO_ANSWER && !patient) {
                        return;
                    }
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                acknowledged.add(eventId);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int answer(String eventId) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(Duration.ofSeconds(40))
                .header(SharedSecret.HEADER, secret)
                .POST(HttpRequest.BodyPublishers.ofString(
                        TestEvents.event(eventId).request()))
                .build();
        int answer = NO_ANSWER;
        try {
            answer =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            // counted as such
        }
        answers.merge(answer, 1L, Long::sum);
        return answer;
    }
}
