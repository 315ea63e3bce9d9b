package io.github.argometer.standin;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Where {@code loadtest local} lies, listens and ends. */
class LocalPlacesIT {

    /** All that shells, URLs, class paths, patterns and Camel's properties take for their own. */
    private static final String AWKWARD = "it's a %20 {{x}} \u00fc?*#&;$(x)";

    private static final String PASSWORD = "it's-a-$HOME;`x`\\\"&";

    @TempDir(factory = LocalIT.InTarget.class, cleanup = CleanupMode.ALWAYS)
    private Path target;

    private Path folder;

    @BeforeEach
    void layOut() throws IOException {
        folder = Files.createDirectory(target.resolve(AWKWARD));
        Files.copy(Path.of("target/stand-in.jar"), folder.resolve("stand-in.jar"));
        Files.createSymbolicLink(folder.resolve("lib"), Path.of("target/lib").toAbsolutePath());
        Path manifests = Path.of("../argo-manifests");
        try (Stream<Path> walk = Files.walk(manifests)) {
            for (Path file : walk.toList()) {
                Path copy = folder.resolve("manifests").resolve(manifests.relativize(file));
                if (!Files.isDirectory(copy)) {
                    Files.copy(file, copy);
                }
            }
        }
        Path passwords = folder.resolve("manifests/localstack/kustomization.yaml");
        Files.writeString(
                passwords,
                Files.readString(passwords)
                        .replace("reader-password=throw-away-reader", "reader-password=" + PASSWORD));
    }

    @AfterEach
    void unlink() throws IOException {
        Files.delete(folder.resolve("lib"));
    }

    @Test
    void runsInAnAwkwardFolderListensOnLoopbackOnlyAndOutlivesOddMessages() throws Exception {
        try (LocalProcess local = start("--services-only")) {
            Map<String, String> environment = local.environment();
            assertThat(environment).containsEntry("DB_PASSWORD", PASSWORD);
            List<String> sockets = ListeningSockets.of(local.all());
            assertThat(sockets)
                    .as("SQS, SNS, webhook, Jobs' API, recorder-http and database")
                    .hasSizeGreaterThanOrEqualTo(6)
                    .allMatch(ListeningSockets::isLoopback);

            send(environment.get("SQS_ENDPOINT"), "[".repeat(100_000), "no JSON", "{\"id\":1e2147483647}", event());
            await().atMost(120, SECONDS)
                    .untilAsserted(() -> assertThat(rows(environment)).isEqualTo(1));

            local.interrupt();
            assertThat(local.waitFor(120)).as("ended by SIGTERM, in order").isEqualTo(143);
            assertThat(local.err())
                    .contains("The local stand-in lost 3 events at source argometer-sqs/load, the last because: ");
            assertThat(local.children()).isEmpty();
        }
    }

    @Test
    void aTermDuringTheStartEndsAllProcessesAndIsNoSuccess() throws Exception {
        try (LocalProcess local = start("--messages", "12")) {
            local.awaitError("starting the local services");
            await().atMost(60, SECONDS).until(() -> local.all().size() > 1);
            local.interrupt();
            assertThat(local.waitFor(120)).as(local::contents).isEqualTo(1);
            assertThat(local.err()).endsWith("ended before anything was sent\n");
            assertThat(local.children()).isEmpty();
        }
        assertThat(folder.resolve("runs")).as("no run of it").isEmptyDirectory();
    }

    private LocalProcess start(String... options) throws IOException {
        return LocalProcess.startPackaged(
                folder,
                Stream.concat(
                                Stream.of(
                                        "--manifests",
                                        folder.resolve("manifests/localstack").toString(),
                                        "--port",
                                        "0"),
                                Stream.of(options))
                        .toArray(String[]::new));
    }

    private static String event() {
        return "{\"id\":4,\"greeting\":\"hello\",\"message\":\"hello world\",\"author\":\"Ankur\"}";
    }

    private static void send(String url, String... bodies) {
        try (SqsClient client = SqsClient.builder()
                .endpointOverride(URI.create(url))
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build()) {
            String queue = client.getQueueUrl(request -> request.queueName("argometer"))
                    .queueUrl();
            for (String body : bodies) {
                client.sendMessage(request -> request.queueUrl(queue)
                        .messageBody(body)
                        .messageAttributes(Map.of(
                                "EventId", attribute("odd-1"),
                                "RunId", attribute("odd"),
                                "SentAt", attribute("2026-11-25T00:00:00.000000Z"))));
            }
        }
    }

    private static MessageAttributeValue attribute(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static int rows(Map<String, String> environment) throws Exception {
        String url = "jdbc:mysql://%s:%s/argometer?sslMode=DISABLED"
                .formatted(environment.get("DB_HOST"), environment.get("DB_PORT"));
        try (Connection connection =
                        DriverManager.getConnection(url, environment.get("DB_USER"), environment.get("DB_PASSWORD"));
                ResultSet rows = connection.createStatement().executeQuery("SELECT COUNT(*) FROM argo_event_record")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
