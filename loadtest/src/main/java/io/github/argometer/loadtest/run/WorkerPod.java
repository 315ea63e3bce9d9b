package io.github.argometer.loadtest.run;

import io.github.argometer.loadtest.analyse.files.Clocks;
import io.github.argometer.send.SteadyClock;
import io.github.argometer.send.Worker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One of the pods that send, asked over HTTP. No request waits for ever, and what fails is asked again, each time over a new
 * connection, until the pod has been out of reach for too long.
 */
final class WorkerPod {

    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final long PAUSE_MS = 250;

    private final HttpClient http;
    private final InetSocketAddress address;
    private final String name;
    private final Path ledger;
    private final Duration patience;
    private final Duration silence;
    private Worker.Progress last = Worker.Progress.NONE;
    private long heard = System.nanoTime();

    /**
     * @param address at which the pod answers
     * @param name as people are told it
     * @param ledger where its send ledger goes
     * @param patience how long it may be out of reach
     */
    WorkerPod(HttpClient http, InetSocketAddress address, String name, Path ledger, Duration patience) {
        this.http = http;
        this.address = address;
        this.name = name;
        this.ledger = ledger;
        this.patience = patience;
        this.silence = patience.compareTo(SILENCE) < 0 ? patience : SILENCE;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Where its ledger lies, once it was fetched. */
    Path ledger() {
        return ledger;
    }

    /** How far it is, or was when it last answered; throws where it can send no more, or has been silent for too long. */
    Worker.Progress look() throws IOException, InterruptedException {
        Worker.Progress now;
        try {
            now = progress();
            heard = System.nanoTime();
        } catch (IOException e) {
            if (System.nanoTime() - heard > patience.toNanos()) {
                throw new IOException(
                        "%s has not answered for %d s: %s".formatted(name, patience.toSeconds(), e.getMessage()), e);
            }
            return last;
        }
        if (!now.failure().isEmpty() && !ended(last)) {
            throw new IOException("%s has failed: %s".formatted(name, now.failure()));
        }
        last = now.channels().isEmpty() ? last : now;
        return last;
    }

    /** Each time that its wall clock was set, as far as it has said. */
    List<SteadyClock.Step> clockSteps() {
        return last.clockSteps();
    }

    /** Whether it can send. */
    Worker.Progress ready() throws IOException, InterruptedException {
        return persist(this::progress, soon());
    }

    /** By how much its clock is ahead of this process's, which was read within the round trip. */
    Clocks.Offset clock() throws IOException, InterruptedException {
        return persist(
                () -> {
                    Instant before = Instant.now();
                    String theirs = progress().now();
                    Instant after = Instant.now();
                    try {
                        return Clocks.Offset.within(before, Instant.parse(theirs), after);
                    } catch (DateTimeParseException e) {
                        throw new IOException(
                                "%s says that it is \"%s\": is its image of this build?".formatted(name, theirs), e);
                    }
                },
                soon());
    }

    /** Starts it at a time in ISO 8601, UTC, by its own clock. */
    void start(String time) throws IOException, InterruptedException {
        persist(() -> post("start", time), soon());
        heard = System.nanoTime();
    }

    /** Fetches its ledger, as far as it is written; one that was fetched before is replaced once the new one is here. */
    void fetch() throws IOException, InterruptedException {
        Path part = ledger.resolveSibling(ledger.getFileName() + ".part");
        HttpRequest request = HttpRequest.newBuilder(url("ledger")).build();
        persist(
                () -> answer(
                        request,
                        BodyHandlers.ofFile(
                                part,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.TRUNCATE_EXISTING),
                        part),
                soon());
        Files.move(part, ledger, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Ends its sending. */
    void stop() throws IOException, InterruptedException {
        persist(() -> post("stop", ""), soon());
    }

    /** Once it was stopped: waits for what is under way as long as it may be silent, fetches its ledger, and lets it end. */
    void end() throws IOException, InterruptedException {
        awaitRest(soon());
        fetch();
        persist(() -> post("safe", ""), soon());
    }

    /** Once it has taken the stop, nothing is missing from its ledger but the ends of what is still under way. */
    private void awaitRest(long deadline) throws InterruptedException {
        while (System.nanoTime() < deadline) {
            try {
                Worker.Progress now = progress();
                if (now.finished()) {
                    last = now.channels().isEmpty() ? last : now;
                    return;
                }
            } catch (IOException e) {
                // its ledger is asked for next, and fails if this goes on
            }
            Thread.sleep(PAUSE_MS);
        }
    }

    private long soon() {
        return System.nanoTime() + patience.toNanos();
    }

    private static boolean ended(Worker.Progress progress) {
        return !progress.channels().isEmpty()
                && progress.channels().values().stream()
                        .allMatch(sent -> sent.accepted() + sent.failed() + sent.unknown() == sent.planned());
    }

    /** A request. */
    @FunctionalInterface
    private interface Ask<T> {
        T now() throws IOException, InterruptedException;
    }

    private static <T> T persist(Ask<T> ask, long deadline) throws IOException, InterruptedException {
        while (true) {
            try {
                return ask.now();
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(PAUSE_MS);
            }
        }
    }

    private Worker.Progress progress() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url("progress")).build();
        return Worker.Progress.of(answer(request, BodyHandlers.ofString(), null));
    }

    private String post(String what, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url(what))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(body))
                .build();
        return answer(request, BodyHandlers.ofString(), null);
    }

    /** The answer, unless nothing comes for a while: not even of {@code growing}, the file that it goes to, if there is one. */
    private <T> T answer(HttpRequest request, BodyHandler<T> handler, Path growing)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<T>> coming = http.sendAsync(request, handler);
        long size = 0;
        while (true) {
            try {
                HttpResponse<T> answer = coming.get(silence.toMillis(), TimeUnit.MILLISECONDS);
                if (answer.statusCode() / 100 != 2) {
                    throw new IOException(
                            "%s answered %d".formatted(request.uri().getPath(), answer.statusCode()));
                }
                return answer.body();
            } catch (TimeoutException e) {
                long now = growing == null ? 0 : growing.toFile().length();
                if (now <= size) {
                    coming.cancel(true);
                    throw new HttpTimeoutException("%s got no answer within %d s"
                            .formatted(request.uri().getPath(), silence.toSeconds()));
                }
                size = now;
            } catch (ExecutionException e) {
                throw new IOException("%s failed: %s".formatted(request.uri().getPath(), e.getCause()), e.getCause());
            }
        }
    }

    private URI url(String what) {
        return URI.create("http://%s:%d/send/%s".formatted(address.getHostString(), address.getPort(), what));
    }
}
