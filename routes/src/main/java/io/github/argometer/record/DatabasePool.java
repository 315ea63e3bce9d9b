package io.github.argometer.record;

import com.zaxxer.hikari.HikariDataSource;
import io.github.argometer.Settings;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/** The bean {@code dataSource}: a pool of connections to the database that the settings of its Camel context name. */
public final class DatabasePool extends HikariDataSource implements CamelContextAware {

    private CamelContext context;

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** Throws {@link Settings.Invalid} for a setting out of its range. */
    @Override
    public void setCamelContext(CamelContext camelContext) {
        if (context != null) {
            return; // Camel tells it twice
        }
        context = camelContext;
        DatabaseSettings database = DatabaseSettings.of(Settings.of(context));
        setJdbcUrl(database.url());
        setUsername(database.user());
        setPassword(database.password());
        setMaximumPoolSize(database.pool());
        setConnectionTimeout(database.connectTimeout());
        database.parameters().forEach(this::addDataSourceProperty);
        Object metrics = context.getRegistry().lookupByName("metricsRegistry");
        if (metrics != null) {
            setMetricRegistry(metrics);
        }
    }
}
