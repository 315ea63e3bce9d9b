package io.github.argometer.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.argometer.TestGenerator;
import io.github.argometer.TestSqs;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generator killed by SIGKILL, again and again, at a random moment of its sending. */
class KilledSenderIT {

    private static final int KILLS = Integer.getInteger("sender.kills", 10);

    @TempDir
    Path runs;

    @Test
    void everyRequestThatReachedTheNetworkStandsInTheLedger() throws Exception {
        long seed = System.nanoTime();
        Random chance = new Random(seed);
        Map<String, Integer> requests = new ConcurrentHashMap<>();
        try (TestSqs sqs = TestSqs.start()) {
            sqs.listen(eventId -> requests.merge(eventId, 1, Integer::sum));
            sqs.refuse(eventId -> eventId.hashCode() % 10 == 0 && requests.get(eventId) == 1);
            long inMidAir = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                String run = "kill-" + kill;
                Process generator = start(sqs, run, kill % 2 == 0 ? 1 : 10);
                try {
                    await().atMost(60, TimeUnit.SECONDS)
                            .pollInterval(1, TimeUnit.MILLISECONDS)
                            .until(() -> requests.keySet().stream().anyMatch(id -> id.startsWith(run + "-")));
                    TimeUnit.MICROSECONDS.sleep(chance.nextInt(500_000));
                } finally {
                    generator.destroyForcibly().waitFor();
                }
                inMidAir += check(run, requests, seed);
            }
            assertThat(sqs.messages()).isGreaterThan(10L * KILLS);
            System.out.printf("%d kills, %d requests, %d attempts in mid-air%n", KILLS, requests.size(), inMidAir);
        }
    }

    /** The last requests may still be on their way to the endpoint: they add to what the ledger must have, so wait. */
    private long check(String run, Map<String, Integer> requests, long seed) throws Exception {
        TimeUnit.MILLISECONDS.sleep(50);
        List<CSVRecord> lines = TestLedger.read(runs.resolve(run + "/sent.csv"));
        Map<String, Long> started = lines.stream()
                .filter(line -> line.get("Outcome").equals("started"))
                .collect(Collectors.groupingBy(line -> line.get("EventId"), Collectors.counting()));
        requests.forEach((eventId, times) -> {
            if (eventId.startsWith(run + "-")) {
                assertThat(started.getOrDefault(eventId, 0L))
                        .as("attempts of %s (seed %d)", eventId, seed)
                        .isGreaterThanOrEqualTo(times);
            }
        });
        Set<String> accepted = lines.stream()
                .filter(line -> line.get("Outcome").equals("accepted"))
                .map(line -> line.get("EventId"))
                .collect(Collectors.toSet());
        assertThat(requests.keySet()).as("seed %d", seed).containsAll(accepted);
        return lines.stream()
                                .filter(line -> line.get("Outcome").equals("started"))
                                .count()
                        * 2
                - lines.size();
    }

    private Process start(TestSqs sqs, String run, int batch) throws Exception {
        Map<String, String> settings = new HashMap<>(TestGenerator.settings(sqs));
        settings.put("runs.folder", runs.toString());
        settings.put("run.id", run);
        settings.put("send.messages", "1000000");
        settings.put("send.arrival", "poisson");
        settings.put("send.rate", "2000");
        settings.put("send.batch", String.valueOf(batch));
        settings.put("send.retry-delay", "1");
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TestGenerator.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(runs.resolve(run + ".log").toFile());
        settings.forEach((key, value) ->
                command.environment().put(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
        command.environment().put("AWS_ACCESS_KEY_ID", "test");
        command.environment().put("AWS_SECRET_ACCESS_KEY", "test");
        return command.start();
    }
}
