package io.github.argometer.send.own;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * Ends a request whose whole answer has not come in time: the client's own time-outs bound each read, which a service that sends
 * byte by byte never exceeds. Of an answer only the head is kept.
 */
record Deadline(ScheduledExecutorService timer, Duration timeout) implements ExecChainHandler {

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        AtomicBoolean late = new AtomicBoolean();
        Future<?> end = timer.schedule(() -> end(late, scope), timeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            EntityUtils.consume(response.getEntity());
            response.setEntity(null);
            return response;
        } catch (ConnectException | ConnectTimeoutException e) {
            throw e;
        } catch (IOException e) {
            if (late.get()) {
                throw new SocketTimeoutException(
                        String.format(Locale.ROOT, "no whole answer within %d millis", timeout.toMillis()));
            }
            throw e;
        } finally {
            end.cancel(false);
        }
    }

    private static void end(AtomicBoolean late, ExecChain.Scope scope) {
        late.set(true);
        if (scope.originalRequest instanceof Cancellable request) {
            request.cancel();
        }
    }
}
