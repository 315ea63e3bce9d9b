package io.github.argometer.record;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Readiness of the HTTP recorder: whether the database lets it at the table. */
final class TableCheck extends AbstractHealthCheck {

    private static final String LOOK = "SELECT Deliveries FROM argo_event_record LIMIT 0";

    private final DataSource dataSource;

    TableCheck(DataSource dataSource) {
        super("argometer", "table");
        this.dataSource = dataSource;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(LOOK);
            builder.up();
        } catch (SQLException e) {
            builder.message(e.getMessage()).error(e).down();
        }
    }
}
