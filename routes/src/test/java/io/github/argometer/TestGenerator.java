package io.github.argometer;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.awaitility.Awaitility.await;

import io.github.argometer.clean.CleanUpJobs;
import io.github.argometer.failure.Failures;
import io.github.argometer.send.SendEvents;
import io.github.argometer.send.SendLedger;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.main.Main;

/** The generator as a program of its own that ends when all is sent; its settings come from the environment. */
public final class TestGenerator {

    private static final long WARM_MS = 30_000;

    private TestGenerator() {}

    /** The settings with which it sends to {@code sqs} alone, but for the AWS keys: any will do. */
    public static Map<String, String> settings(TestSqs sqs) {
        return Map.of(
                "send.enabled", "true",
                "management.enabled", "false",
                "send.channels", "sqs",
                "aws.endpoint.override", "true",
                "aws.endpoint.url", sqs.url());
    }

    /**
     * Sends to the queue; with the argument {@code at-once}, to an endpoint in this process that answers at once. Where clean-up
     * is enabled, it begins once the JVM is warm.
     */
    public static void main(String... args) throws Exception {
        Main main = new Main();
        main.configure().addRoutesBuilder(SendEvents.class, CleanUpJobs.class, Failures.class);
        if (args.length > 0) {
            main.init();
            AdviceWith.adviceWith(main.getCamelContext(), "send-sqs", false, advice -> advice.weaveByToUri("aws2-*")
                    .replace()
                    .setHeader(Sqs2Constants.MESSAGE_ID, advice.constant("none")));
        }
        main.start();
        CamelContext camel = main.getCamelContext();
        if (camel.getRoute("clean-timer") != null) {
            camel.getRouteController().stopRoute("clean-timer");
            Thread.sleep(WARM_MS);
            camel.getRouteController().startRoute("clean-timer");
        }
        SendLedger ledger = camel.getRegistry().lookupByNameAndType("sendLedger", SendLedger.class);
        await().forever().pollInterval(100, MILLISECONDS).until(ledger::finished);
        System.gc();
        System.out.printf(
                "heap %,d KiB after a full collection%n",
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1_024);
        main.stop();
    }
}
