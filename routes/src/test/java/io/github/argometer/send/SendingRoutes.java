package io.github.argometer.send;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.github.argometer.failure.Failures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.aws2.sns.Sns2Constants;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.main.Main;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The sending routes with the two AWS endpoints replaced by what a test wants them to do. */
abstract class SendingRoutes {

    final List<Exchange> requests = new CopyOnWriteArrayList<>();
    final Main main = new Main();

    @TempDir
    Path runs;

    /** A run of twelve messages, named {@code run}. */
    @BeforeEach
    void settings() {
        set("runs.folder", runs.toString());
        set("run.id", "run");
        set("management.enabled", "false");
        set("send.enabled", "true");
        set("send.messages", "12");
        set("send.seed", "1");
        set("send.delay.max", "20");
        set("send.retries", "2");
        set("send.retry-delay", "1");
        set("sqs.queue-url", "http://127.0.0.1/000000000000/argometer");
        main.configure().addRoutesBuilder(SendEvents.class, Failures.class);
    }

    @AfterEach
    void stop() {
        main.stop();
    }

    void set(String key, String value) {
        main.addOverrideProperty(key, value);
    }

    /** Runs to the end; {@code service} is given a copy of each request's exchange. */
    void run(Processor service) throws Exception {
        prepare(service);
        main.start();
        await().atMost(20, SECONDS).until(() -> counts().finished());
    }

    void prepare(Processor service) throws Exception {
        main.init();
        for (String route : List.of("send-sqs", "send-sns")) {
            AdviceWith.adviceWith(main.getCamelContext(), route, advice -> advice.weaveByToUri("aws2-*")
                    .replace()
                    .process(exchange -> service.process(exchange.copy()))
                    .setHeader(Sqs2Constants.MESSAGE_ID, advice.constant("id"))
                    .setHeader(Sns2Constants.MESSAGE_ID, advice.constant("id")));
        }
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    SendLedger counts() {
        return context().getRegistry().lookupByNameAndType("sendLedger", SendLedger.class);
    }

    /** The lines of attempts that have ended. */
    List<CSVRecord> ledger() throws IOException {
        return lines().stream()
                .filter(line -> !line.get("Outcome").equals("started"))
                .toList();
    }

    List<CSVRecord> lines() throws IOException {
        return TestLedger.read(runs.resolve("run/sent.csv"));
    }

    static String header(Exchange exchange, String name) {
        return exchange.getMessage().getHeader(name, String.class);
    }
}
