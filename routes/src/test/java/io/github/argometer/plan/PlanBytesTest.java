package io.github.argometer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.Settings;
import io.github.argometer.TestSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the default plan of a seed is, byte by byte; its messages are those of before there was a file of them. */
class PlanBytesTest {

    private static final String ALL = "b04684ff8e1dc40dcf55ad1714c96a07f6d4f1089a7103952ebe5db1f711e1c5";

    private SendPlan plan;

    @BeforeEach
    void seed() {
        Map<String, String> settings = TestSettings.defaults();
        settings.put("send.seed", "42");
        settings.put("run.id", "golden");
        plan = PlanReader.plan(new Settings(settings::get), Clock.systemUTC());
    }

    @Test
    void itsMessagesAreTheSame() throws NoSuchAlgorithmException {
        List<String> lines = new ArrayList<>();
        MessageDigest all = MessageDigest.getInstance("SHA-256");
        plan.messages(new Share(0, 1)).forEachRemaining(message -> {
            String line = message.number() + " " + message.offset().toNanos() + " "
                    + message.payload().text() + "\n";
            all.update(line.getBytes(StandardCharsets.UTF_8));
            lines.add(line);
        });
        assertThat(String.join("", lines.subList(0, 5))).isEqualTo("""
                0 1382187000 {"id":4,"greeting":"hello","message":"hello world","author":"Brian"}
                1 3382285000 {"id":4,"greeting":"hello","message":"hello world","author":"Ankur"}
                2 3565080000 {"id":5,"greeting":"hello","message":"hello world","author":"Ankur"}
                3 5324193000 {"id":4,"greeting":"hello","message":"hello world","author":"David"}
                4 5577072000 {"id":4,"greeting":"hello","message":"hello world","author":"David"}
                """);
        assertThat(HexFormat.of().formatHex(all.digest())).isEqualTo(ALL);
    }

    @Test
    void itsFileSaysAllOfIt() throws IOException {
        assertThat(RunFolder.json(plan, Instant.parse("2026-11-23T01:02:03Z"))).isEqualTo("""
                {
                  "runId" : "golden",
                  "seed" : 42,
                  "messages" : 2400,
                  "warmupMessages" : 0,
                  "channels" : [ "sqs", "sns" ],
                  "arrival" : {
                    "minDelayMs" : 0,
                    "maxDelayMs" : 3000,
                    "kind" : "uniform"
                  },
                  "minDelayMs" : 0,
                  "maxDelayMs" : 3000,
                  "mix" : [ {
                    "id" : 4,
                    "author" : "Ankur",
                    "weight" : 1
                  }, {
                    "id" : 4,
                    "author" : "Brian",
                    "weight" : 1
                  }, {
                    "id" : 4,
                    "author" : "David",
                    "weight" : 1
                  }, {
                    "id" : 5,
                    "author" : "Ankur",
                    "weight" : 1
                  }, {
                    "id" : 5,
                    "author" : "Brian",
                    "weight" : 1
                  }, {
                    "id" : 5,
                    "author" : "David",
                    "weight" : 1
                  } ],
                  "payloadBytes" : 0,
                  "payloads" : [ {
                    "text" : "{\\"id\\":4,\\"greeting\\":\\"hello\\",\\"message\\":\\"hello world\\",\\"author\\":\\"Ankur\\"}",
                    "weight" : 1,
                    "expect" : [ "sqs" ]
                  }, {
                    "text" : "{\\"id\\":4,\\"greeting\\":\\"hello\\",\\"message\\":\\"hello world\\",\\"author\\":\\"Brian\\"}",
                    "weight" : 1
                  }, {
                    "text" : "{\\"id\\":4,\\"greeting\\":\\"hello\\",\\"message\\":\\"hello world\\",\\"author\\":\\"David\\"}",
                    "weight" : 1,
                    "expect" : [ "sns" ]
                  }, {
                    "text" : "{\\"id\\":5,\\"greeting\\":\\"hello\\",\\"message\\":\\"hello world\\",\\"author\\":\\"Ankur\\"}",
                    "weight" : 1
                  }, {
                    "text" : "{\\"id\\":5,\\"greeting\\":\\"hello\\",\\"message\\":\\"hello world\\",\\"author\\":\\"Brian\\"}",
                    "weight" : 1
                  }, {
                    "text" : "{\\"id\\":5,\\"greeting\\":\\"hello\\",\\"message\\":\\"hello world\\",\\"author\\":\\"David\\"}",
                    "weight" : 1,
                    "expect" : [ "sns" ]
                  } ],
                  "workers" : 1,
                  "created" : "2026-11-23T01:02:03.000000Z",
                  "expect" : {
                    "sqs" : {
                      "ids" : [ 4 ],
                      "authors" : [ "Ankur" ]
                    },
                    "sns" : {
                      "ids" : [ 4, 5 ],
                      "authors" : [ "David" ]
                    }
                  },
                  "expected" : {
                    "sns" : 800,
                    "sqs" : 400
                  }
                }
                """);
    }

    @Test
    void withoutItsPayloadsItsFileIsThatOfBeforeAndIsSentAgain(@TempDir Path folder) throws IOException {
        String all = RunFolder.json(plan, Instant.parse("2026-11-23T01:02:03Z"));
        String before = all.replaceFirst("(?s)  \"payloads\" : .*?\\n  \\} \\],\n", "");
        assertThat(before).doesNotContain("payloads").contains("\"payloadBytes\" : 0,\n  \"workers\" : 1");
        Path file = Files.writeString(folder.resolve("plan.json"), before);
        Map<String, String> settings = TestSettings.defaults();
        settings.put("send.plan", file.toString());

        SendPlan again = PlanReader.plan(new Settings(settings::get), Clock.systemUTC());

        assertThat(again.named(plan.runId())).isEqualTo(plan);
    }

    @Test
    void itsLineForPeopleSaysAllOfIt() {
        assertThat(plan.text())
                .isEqualTo("2,400 messages to each of sqs and sns, 0 to 3,000 ms apart, seed 42;"
                        + " payloads 4 Ankur 1, 4 Brian 1, 4 David 1, 5 Ankur 1, 5 Brian 1, 5 David 1");
    }
}
