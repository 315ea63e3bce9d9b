package io.github.argometer.record;

import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;

/**
 * Answers 503 where the route gives no answer of its own: Camel refuses a request that had come in when its route was
 * stopped before any step or error handling of the route, and the server would call that 500.
 */
public final class StoppingUnlessAnswered extends RoutePolicySupport {

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, RecordFailure.STOPPING.status());
    }

    /** Camel asks no policy that has stopped, and this one is stopped with its route. */
    @Override
    public boolean isRunAllowed() {
        return true;
    }
}
