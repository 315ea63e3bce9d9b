package io.github.argometer.loadtest.run;

import io.github.argometer.loadtest.Reason;
import io.github.argometer.loadtest.analyse.files.Clocks;
import io.github.argometer.send.ServeWorker;
import io.github.argometer.send.SteadyClock;
import io.github.argometer.send.Worker;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.camel.util.function.ThrowingFunction;

/**
 * One of the pods that send, asked over HTTP. No request waits for ever, and what fails is asked again until the pod has been
 * out of reach for too long.
 */
final class WorkerPod {

    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final long PAUSE_MS = 250;

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
    WorkerPod(InetSocketAddress address, String name, Path ledger, Duration patience) {
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
    Worker.Progress look() throws IOException {
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
        return keep(now);
    }

    /** How far it was when it last said so. */
    Worker.Progress last() {
        return last;
    }

    private Worker.Progress keep(Worker.Progress now) {
        last = now.channels().isEmpty() ? last : now;
        return last;
    }

    private static boolean ended(Worker.Progress progress) {
        return !progress.channels().isEmpty()
                && progress.channels().values().stream().allMatch(sent -> sent.ended() == sent.planned());
    }

    /** Each time that its wall clock was set, as far as it has said. */
    List<SteadyClock.Step> clockSteps() {
        return last.clockSteps();
    }

    /** Whether it can send. */
    Worker.Progress ready() throws Exception {
        return persist(this::progress);
    }

    /** By how much its clock is ahead of this process's, which was read within the round trip. */
    Clocks.Offset clock() throws Exception {
        return persist(() -> {
            Instant before = Instant.now();
            String theirs = progress().now();
            Instant after = Instant.now();
            try {
                return Clocks.Offset.within(before, Instant.parse(theirs), after);
            } catch (DateTimeParseException e) {
                throw new IOException(
                        "%s says that it is \"%s\": is its image of this build?".formatted(name, theirs), e);
            }
        });
    }

    /** Starts it at {@code time} by its own clock. */
    Instant start(Instant time) throws Exception {
        post(ServeWorker.START, time.toString());
        heard = System.nanoTime();
        return time;
    }

    /** Fetches its ledger, as far as it is written; one that was fetched before is replaced once the new one is here. */
    Path fetch() throws Exception {
        Path part = ledger.resolveSibling(ledger.getFileName() + ".part");
        persist(() ->
                ask(ServeWorker.LEDGER, null, answer -> Files.copy(answer, part, StandardCopyOption.REPLACE_EXISTING)));
        return Files.move(part, ledger, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Ends its sending. */
    void stop() throws Exception {
        post(ServeWorker.STOP, "");
    }

    /** Once it was stopped: waits for what is under way as long as it may be silent, fetches its ledger, and lets it end. */
    void end() throws Exception {
        try {
            persist(() -> {
                Worker.Progress now = progress();
                if (!now.finished()) {
                    throw new IOException(name + " is still sending");
                }
                return keep(now);
            });
        } catch (IOException e) {
            // Since it has taken the stop, only the ends of what is still under way are missing from its ledger, which
            // is
            // asked for next: that fails if the pod is out of reach.
        }
        fetch();
        post(ServeWorker.SAFE, "");
    }

    /** Asks until there is an answer, or the pod was out of reach for too long: then its last failure is thrown. */
    private <T> T persist(Callable<T> ask) throws Exception {
        long start = System.nanoTime();
        while (true) {
            try {
                return ask.call();
            } catch (IOException e) {
                if (System.nanoTime() - start > patience.toNanos()) {
                    throw e;
                }
                Thread.sleep(PAUSE_MS);
            }
        }
    }

    private Worker.Progress progress() throws IOException {
        return Worker.Progress.of(ask(ServeWorker.PROGRESS, null, WorkerPod::text));
    }

    private void post(String path, String body) throws Exception {
        persist(() -> ask(path, body, WorkerPod::text));
    }

    private static String text(InputStream answer) throws IOException {
        return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The answer to a GET, or to a POST of {@code body}, unless nothing more comes of it for a while. */
    private <T> T ask(String path, String body, ThrowingFunction<InputStream, T, IOException> reader)
            throws IOException {
        URI url = URI.create("http://%s:%d%s".formatted(address.getHostString(), address.getPort(), path));
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        connection.setConnectTimeout((int) silence.toMillis());
        connection.setReadTimeout((int) silence.toMillis());
        try {
            if (body != null) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "text/plain");
                connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            }
            int status = connection.getResponseCode();
            if (status / 100 != 2) {
                throw new IOException("it answered " + status);
            }
            try (InputStream answer = connection.getInputStream()) {
                return reader.apply(answer);
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("%s got no answer within %d s".formatted(path, silence.toSeconds()), e);
        } catch (IOException e) {
            throw new IOException("%s failed: %s".formatted(path, Reason.own(e)), e);
        }
    }
}
