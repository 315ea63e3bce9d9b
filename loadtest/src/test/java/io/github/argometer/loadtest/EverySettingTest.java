package io.github.argometer.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every key of both properties files has a range, which every command asks before it makes, sends, deletes or asks anything. */
public class EverySettingTest {

    private static final String NAME = "1 to 64 of A-Z a-z 0-9 . _ -, the first no dot";
    private static final String LABEL = "1 to 63 of a-z 0-9 -, no - at its ends";
    private static final String OBJECT = "1 to 253 of a-z 0-9 . -, no . or - at its ends";
    private static final String FLAG = "true or false";
    private static final String RATE = "a number from 0.001 to 1000000";
    private static final String HOST = "a host's name, its IPv4 address or its IPv6 address in brackets";
    private static final String TIME =
            "a time in UTC such as 2026-11-23T01:02:03Z, with 6 decimals at most, or nothing";
    private static final String URL = "a URL such as http://localhost:4566, or nothing";
    private static final String SECRET = "a text without line breaks and other control characters";

    /** Key, bad value and what is allowed. */
    private static final String[][] BAD = {
        {"send.enabled", "yes", FLAG},
        {"record.http.enabled", "", FLAG},
        {"record.job.enabled", "TRUE", FLAG},
        {"clean.enabled", "1", FLAG},
        {"export.enabled", "no", FLAG},
        {"run.id", "..", NAME + ", or nothing"},
        {"export.run", "a/b", NAME + ", or nothing"},
        {"export.type", "HTTP", "a channel's name, 1 to 32 of a-z 0-9, the first a letter, or nothing"},
        {"export.from", "2026-11-23T24:01:00Z", TIME},
        {"export.to", "2026-11-23T01:02:03.1234567Z", TIME},
        {"export.patience", "86401", "an integer from 0 to 86400"},
        {"export.format", "CSV", "csv or parquet"},
        {"runs.folder", "", "a path, without blanks at its ends"},
        {"send.plan", " plan.yaml", "a path, without blanks at its ends, or nothing"},
        {
            "send.over-plan",
            "send.delay.max",
            "some of send.messages, send.duration, send.seed, send.arrival, send.rate, comma-separated, or nothing"
        },
        {"send.duration", "0", RATE + ", or nothing"},
        {"send.messages", "0", "an integer from 1 to 1000000000"},
        {"send.warmup-messages", "-1", "an integer from 0 to 999999999"},
        {"send.seed", "7.5", "an integer from -9223372036854775808 to 9223372036854775807, or nothing"},
        {"send.arrival", "bursts", "uniform, constant, poisson, ramp or steps"},
        {"send.delay.min", "3600001", "an integer from 0 to 3600000"},
        {"send.delay.max", "-1", "an integer from 0 to 3600000"},
        {"send.rate", "NaN", RATE},
        {"send.ramp.from", "0", RATE},
        {"send.ramp.to", "0x1p3", RATE},
        {"send.ramp.seconds", "1000000.1", RATE},
        {
            "send.steps",
            "10x60,20",
            "RATExSECONDS, comma-separated, such as 10x60,20x60, each a number from 0.001 to 1000000"
        },
        {"send.channels", "sqs,sqs", "sqs, sns or both: sqs,sns"},
        {"send.workers", "1001", "an integer from 1 to 1000"},
        {"send.worker", "-1", "an integer from 0 to 999"},
        {"send.await-start", "", FLAG},
        {"send.silence", "86401", "an integer from 0 to 86400"},
        {"send.batch", "11", "an integer from 1 to 10"},
        {"send.batch.linger", "60001", "an integer from 0 to 60000"},
        {"send.in-flight", "0", "an integer from 1 to 1000"},
        {"send.timeout", "0", "an integer from 1 to 600000"},
        {"send.retries", "101", "an integer from 0 to 100"},
        {"send.retry-delay", "0", "an integer from 1 to 60000"},
        {"sqs.queue", "a/b", "a queue's name (A-Z a-z 0-9 _ -) or ARN"},
        {"sns.topic", "", "a topic's name (A-Z a-z 0-9 _ -) or ARN"},
        {"sqs.queue-owner", "12345", "an account's twelve digits, or nothing"},
        {"sqs.queue-url", "argometer", URL},
        {"sqs.region", "US East", "a region such as us-east-1, or nothing"},
        {"sqs.endpoint", "localhost:4566", URL},
        {"sqs.access-key", "a\nb", SECRET},
        {"sqs.secret-key", "a\nb", SECRET},
        {"sns.region", "US East", "a region such as us-east-1, or nothing"},
        {"sns.endpoint", "localhost:4566", URL},
        {"sns.access-key", "a\nb", SECRET},
        {"sns.secret-key", "a\nb", SECRET},
        {"aws.credentials", "mine", "source or default"},
        {"aws.region", "US East", "a region such as us-east-1"},
        {"aws.endpoint.override", "on", FLAG},
        {"aws.endpoint.url", "localhost:4566", URL},
        {"management.enabled", "0", FLAG},
        {"http.host", "", HOST},
        {"http.connections", "0", "an integer from 1 to 100000"},
        {"http.idle-timeout", "999", "an integer from 1000 to 600000"},
        {"http.port", "65536", "an integer from 0 to 65535"},
        {"http.max-body", "1023", "an integer from 1024 to 104857600"},
        {"http.timeout", "99", "an integer from 100 to 600000"},
        {"record.http.secret", " a", "a text without blanks at its ends and without control characters"},
        {"record.trigger", "a,b", "1 to 128 visible ASCII characters without comma, or nothing"},
        {"record.http.writers", "0", "an integer from 1 to 1000"},
        {"db.host", "::1", HOST},
        {"db.port", "0", "an integer from 1 to 65535"},
        {"db.name", "", "1 to 64 characters, none a control character"},
        {"db.user", "", "1 to 128 characters, none a control character"},
        {"db.password", "a\u0000b", SECRET},
        {"db.pool", "0", "an integer from 1 to 1000"},
        {"db.connect-timeout", "249", "an integer from 250 to 600000"},
        {"db.socket-timeout", "0", "an integer from 1 to 600000"},
        {
            "db.parameters",
            "sslMode=NONE",
            "NAME=VALUE, joined by &, with & and % in a value as %26 and %25, sslMode one of DISABLED, PREFERRED,"
                    + " REQUIRED, VERIFY_CA and VERIFY_IDENTITY, or nothing"
        },
        {"clean.namespace", "", LABEL},
        {
            "clean.selector",
            "",
            "a Kubernetes label selector that names a label the Jobs must have, such as"
                    + " app.kubernetes.io/name=recorder-job"
        },
        {"clean.every", "-1", "an integer from 0 to 1000000000"},
        {"clean.failed", "yes", FLAG},
        {"clean.keep", "10001", "an integer from 0 to 10000"},
        {"clean.page", "501", "an integer from 1 to 500"},
        {"clean.parallel", "65", "an integer from 1 to 64"},
        {"clean.period", "99", "an integer from 100 to 3600000"},
        {"measure.period", "99", "an integer from 100 to 3600000"},
        {"cluster.bus.sample-acks", "yes", "auto, on or off"},
        {"cluster.access", "proxy", "port-forward or direct"},
        {"cluster.events.namespace", "", LABEL},
        {"cluster.namespace", "Argo", LABEL},
        {"workers.namespace", "Argo", LABEL},
        {"cluster.recorder.service", "", LABEL},
        {"cluster.database.service", "-mysql", LABEL},
        {"cluster.database.secret", "", OBJECT},
        {"cluster.database.secret-key", "", "1 to 253 of A-Z a-z 0-9 . _ -"},
        {"workers.timeout", "0", "an integer from 1 to 3600"},
        {"workers.template", "a_b", OBJECT},
        {"ready.timeout", "-1", "an integer from 0 to 86400"},
        {"run.timeout", "0", "an integer from 1 to 86400"},
        {"run.settle", "-1", "an integer from 0 to 3600"},
        {"run.dead-letters", "3601", "an integer from 0 to 3600"},
        {"run.abort-on-fail", "yes", FLAG},
        {"run.abort-on-fail.period", "0", "an integer from 1 to 3600"},
        {"run.abort-on-fail.delay", "86401", "an integer from 0 to 86400"},
        {"run.metrics.period", "4", "an integer from 5 to 3600"},
        {"run.poll", "99", "an integer from 100 to 60000"},
        {"clean.timeout", "3601", "an integer from 0 to 3600"},
        {"capacity.first", "0", "a number from 0.1 to 1000000"},
        {"capacity.most", "1000001", "a number from 0.1 to 1000000"},
        {"capacity.factor", "1", "a number from 1.05 to 100"},
        {"capacity.hold", "3", "an integer from 4 to 86400"},
        {"capacity.drain", "0", "an integer from 1 to 86400"},
        {"report.fail-on-duplicates", "maybe", FLAG},
        {
            "report.thresholds",
            "sqs.lost<1%, sns.lost<0.1",
            "thresholds such as sqs.lost<0.1%, comma-separated, or nothing: \"sns.lost<0.1\" must have at character 13 %"
        },
        {"report.baseline", "runs/a ", "a path, without blanks at its ends, or nothing"},
        {"report.ledger", "", FLAG},
        {"report.memory", "1 TB", "a number with MB or GB, such as 1GB, or nothing"},
    };

    /** The same of a channel of one's own, whose name only a plan knows: no file has these. */
    private static final String[][] BAD_OF_A_CHANNEL = {
        {
            "channel.orders.endpoint",
            "orders",
            "a Camel endpoint such as http://localhost:12000/orders, of visible ASCII characters and without {{, or nothing"
        },
        {"channel.orders.region", "US East", "a region such as us-east-1, or nothing"},
        {"channel.orders.url", "localhost:4566", URL},
        {"channel.orders.owner", "12345", "an account's twelve digits, or nothing"},
        {"channel.orders.access-key", "a\nb", SECRET},
        {"channel.orders.secret-key", "a\nb", SECRET},
    };

    private static final Set<String> SENDING = Set.of("run", "local", "capacity");

    @TempDir
    private Path folder;

    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer cluster;

    @BeforeEach
    void start() throws IOException {
        cluster = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        cluster.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.close();
        });
        cluster.start();
        System.setProperty(
                "kubernetes.master", "http://127.0.0.1:" + cluster.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        System.clearProperty("kubernetes.master");
        cluster.stop(0);
    }

    @Test
    void aBadValueOfAnyKeyIsRefusedByEveryCommandBeforeAnythingIsDone() {
        Map<String, String[]> bad = new TreeMap<>();
        Stream.of(BAD).forEach(setting -> bad.put(setting[0], setting));
        assertThat(bad.keySet())
                .containsExactlyElementsOf(SettingFiles.defaults().keySet().stream()
                        .filter(key -> !key.startsWith("camel."))
                        .toList());
        Stream.of(BAD_OF_A_CHANNEL).forEach(setting -> bad.put(setting[0], setting));

        TestCommand program = program();
        bad.forEach((key, setting) -> {
            boolean secret = SettingFiles.isSecret(key);
            for (List<String> command : commands(folder)) {
                List<String> args = new ArrayList<>(command);
                if (!key.equals("runs.folder")) {
                    args.addAll(List.of("-D", "runs.folder=" + folder.resolve("runs")));
                }
                args.addAll(List.of("-D", key + "=" + setting[1]));
                assertThat(program.run(args.toArray(String[]::new)))
                        .as("%s %s: %s", command, key, program.err())
                        .isEqualTo(ExitCode.BAD_INPUT);
                assertThat(program.err())
                        .isEqualTo(
                                secret
                                        ? "setting %s: must be %s (its value is not shown)\n".formatted(key, setting[2])
                                        : "setting %s = \"%s\": must be %s\n".formatted(key, setting[1], setting[2]));
            }
        });
        assertThat(folder).isEmptyDirectory();
        assertThat(requests).hasValue(0);
    }

    @Test
    void settingsThatContradictEachOtherAreRefusedBeforeAnythingIsDone() throws IOException {
        String runs = "runs.folder=" + folder.resolve("runs");
        refuses(
                "capacity.most",
                "a number from 20 to 1000000",
                "capacity",
                "-D",
                runs,
                "--first",
                "20",
                "--most",
                "10");
        refuses("capacity.hold", "an integer from 4 to 1000", "capacity", "--most", "1000000", "--hold", "1001");
        refuses("send.warmup-messages", "from 0 to 4", "run", "--messages", "5", "-D", "send.warmup-messages=5");
        refuses("send.worker", "from 0 to 1", "send", "-D", "send.workers=2", "-D", "send.worker=2", "-D", "run.id=r");
        Path plan = Files.writeString(folder.resolve("long.yaml"), """
                payloads: [{text: '{"id": 4, "message": "", "author": "A", "more": "%s"}'}]
                """.formatted("x".repeat(92_160)));
        refuses("send.batch", "from 1 to 2", "run", "--batch", "3", "--plan", plan.toString());
        refuses(
                "export.to",
                "after export.from",
                "export",
                "a-run",
                "--from",
                "2026-11-23T01:02:03.4Z",
                "--to",
                "2026-11-23T01:02:03.400Z");
        refuses("aws.endpoint.url", "a URL", "clean", "-D", "aws.endpoint.override=true");
        assertThat(requests).hasValue(0);
    }

    @Test
    void aFolderOfRunsThatCannotBeMadeIsRefusedBeforeAnythingIsAsked() throws IOException {
        String file = Files.createFile(folder.resolve("file")).toString();
        for (String command : commands(folder).stream()
                .map(command -> command.get(0))
                .filter(SENDING::contains)
                .toList()) {
            refuses("runs.folder", "a folder that can be made and written", command, "--runs", file);
        }
        assertThat(requests).hasValue(0);
    }

    /** The program under test. */
    protected TestCommand program() {
        return new TestCommand();
    }

    /** All commands, with the arguments that they need. */
    protected List<List<String>> commands(Path folder) {
        return List.of(
                List.of("run"),
                List.of("capacity"),
                List.of("clean"),
                List.of("send"),
                List.of("export", "a-run"),
                List.of("analyse", folder.toString()),
                List.of("compare", "a", "b"));
    }

    private void refuses(String key, String allowed, String... args) {
        TestCommand program = program();
        assertThat(program.run(args)).as(program.err()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(program.err()).startsWith("setting %s = ".formatted(key)).contains(allowed);
    }
}
