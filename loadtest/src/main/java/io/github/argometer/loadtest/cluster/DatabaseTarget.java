package io.github.argometer.loadtest.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.kubernetes.ClusterAccess;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import io.github.argometer.loadtest.cluster.kubernetes.ServiceAddress;
import io.github.argometer.record.DatabaseSettings;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The recorders' database as this process reads it.
 *
 * @param host as this process reaches it
 * @param port of the server
 * @param user one that may select
 * @param password of the user
 */
record DatabaseTarget(String host, int port, String user, String password) {

    /** The Service of the database, and its port {@code db.port}. */
    static ServiceAddress service(Settings settings) {
        return new ServiceAddress(
                settings.text("cluster.test.namespace"), settings.text("cluster.database.service"), (int)
                        settings.integer("db.port"));
    }

    /** The database in the cluster, by {@code access}; chosen {@code db.*} settings win over what the cluster says. */
    static DatabaseTarget of(Configuration configuration, KubernetesClient client, ClusterAccess access) {
        Settings settings = configuration.settings();
        InetSocketAddress address = configuration.isChosen("db.host")
                ? InetSocketAddress.createUnresolved(settings.text("db.host"), (int) settings.integer("db.port"))
                : access.to(service(settings));
        return new DatabaseTarget(
                address.getHostString(),
                address.getPort(),
                configuration.isChosen("db.user") ? settings.asWritten("db.user") : "reader",
                !settings.asWritten("db.password").isEmpty()
                        ? settings.asWritten("db.password")
                        : Kubernetes.secret(
                                client,
                                settings.text("cluster.test.namespace"),
                                settings.text("cluster.database.secret"),
                                settings.text("cluster.database.secret-key")));
    }

    /** The settings with which routes read it. */
    Map<String, String> settings() {
        return Map.of("db.host", host, "db.port", String.valueOf(port), "db.user", user, "db.password", password);
    }

    /** Looks whether the table can be read. */
    Readiness.Check check(Settings settings) {
        Map<String, String> own = settings();
        DatabaseSettings database =
                DatabaseSettings.of(new Settings(key -> own.getOrDefault(key, settings.asWritten(key))));
        Properties login = new Properties();
        login.putAll(database.parameters());
        login.setProperty("user", user);
        login.setProperty("password", password);
        return () -> {
            try (Connection connection = DriverManager.getConnection(database.url(), login)) {
                connection
                        .prepareStatement("SELECT Id FROM argo_event_record LIMIT 1")
                        .executeQuery();
                return List.of();
            } catch (SQLException e) {
                return List.of(new Missing(
                        "the database at %s:%d does not let %s read argo_event_record: %s"
                                .formatted(host, port, user, Kubernetes.reason(e)),
                        "check the settings db.* and the Secret; kubectl -n %s logs -l app.kubernetes.io/name=%s"
                                .formatted(
                                        settings.text("cluster.test.namespace"),
                                        settings.text("cluster.database.service"))));
            }
        };
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "%s@%s:%d".formatted(user, host, port);
    }
}
