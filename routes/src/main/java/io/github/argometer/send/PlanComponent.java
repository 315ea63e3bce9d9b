package io.github.argometer.send;

import io.github.argometer.plan.Channel;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/**
 * {@code plan:<channel>?lanes=<requests in flight>}: hands out the messages of the plan, by request, when they are due. Each lane
 * takes the next request, waits until it is due, and sends it down the route in the same thread, so that nothing is handed from
 * thread to thread at the moment when it is due.
 */
final class PlanComponent extends DefaultComponent {

    private final BiFunction<Channel, BooleanSupplier, Pacer> pacers;
    private final SendAttempts attempts;

    /** @param pacers of a channel, whose lanes have to end once the supplier says so */
    PlanComponent(BiFunction<Channel, BooleanSupplier, Pacer> pacers, SendAttempts attempts) {
        this.pacers = pacers;
        this.attempts = attempts;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String channel, Map<String, Object> parameters) {
        return new PlanEndpoint(uri, new Channel(channel), getAndRemoveParameter(parameters, "lanes", Integer.class));
    }

    private final class PlanEndpoint extends DefaultEndpoint {

        private final Channel channel;
        private final int lanes;

        private PlanEndpoint(String uri, Channel channel, int lanes) {
            super(uri, PlanComponent.this);
            this.channel = channel;
            this.lanes = lanes;
        }

        @Override
        public Consumer createConsumer(Processor route) {
            return new Lanes(this, route);
        }

        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException("a plan only hands out");
        }
    }

    /** Each lane ends once nothing more is to be handed out, or the route is being stopped. */
    private final class Lanes extends DefaultConsumer {

        private final PlanEndpoint endpoint;

        private Lanes(PlanEndpoint endpoint, Processor route) {
            super(endpoint, route);
            this.endpoint = endpoint;
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            Pacer pacer = pacers.apply(endpoint.channel, () -> !isRunAllowed());
            ExecutorService threads = endpoint.getCamelContext()
                    .getExecutorServiceManager()
                    .newFixedThreadPool(PlanComponent.this, "send-" + endpoint.channel.label(), endpoint.lanes);
            for (int i = 0; i < endpoint.lanes; i++) {
                SendAttempts.Lane lane = attempts.new Lane(endpoint.channel, pacer);
                threads.execute(() -> run(lane));
            }
            threads.shutdown();
        }

        private void run(SendAttempts.Lane lane) {
            try (lane) {
                for (Exchange exchange = createExchange(false); lane.next(exchange); exchange = createExchange(false)) {
                    getProcessor().process(exchange);
                    attempts.failed(exchange, exchange.getException());
                    releaseExchange(exchange, false);
                }
            } catch (Exception e) {
                getExceptionHandler().handleException(e);
            }
        }
    }
}
