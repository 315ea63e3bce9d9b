package io.github.argometer.record;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Readiness of the HTTP recorder: whether it has threads that write, and the database lets it at the table, within a second.
 * All of a server's health checks wait for each other: one that took longer would make its liveness late, and have it restarted.
 */
final class TableCheck extends AbstractHealthCheck {

    private static final String LOOK = "SELECT Deliveries FROM argo_event_record LIMIT 0";

    private final DataSource dataSource;
    private final ExecutorService thread;
    private final GroupCommit rows;
    private CompletableFuture<Void> look = CompletableFuture.completedFuture(null);

    /** Looks on {@code thread}. */
    TableCheck(DataSource dataSource, ExecutorService thread, GroupCommit rows) {
        super("argometer", "table");
        this.rows = rows;
        this.dataSource = dataSource;
        this.thread = thread;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected synchronized void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        if (!rows.isWriting()) {
            builder.message("no thread writes rows").down();
            return;
        }
        if (look.isDone()) {
            look = CompletableFuture.runAsync(this::look, thread);
        }
        try {
            look.get(1, TimeUnit.SECONDS);
            builder.up();
        } catch (TimeoutException e) {
            builder.message("the table does not answer within a second").down();
        } catch (ExecutionException e) {
            builder.message(e.getCause().getMessage()).error(e.getCause()).down();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            builder.message("interrupted").down();
        }
    }

    private void look() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(LOOK);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
