package io.github.argometer.recorder;

import com.mysql.cj.conf.ConnectionUrl;
import com.mysql.cj.jdbc.NonRegisteringDriver;
import io.github.argometer.record.DatabaseSettings;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.Security;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.util.ObjectHelper;
import org.conscrypt.OpenSSLProvider;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * The one connection that one event needs, which threads of their own open while Camel starts: TLS by one, the driver by
 * another, each as long as it can without the other and without the settings.
 */
final class EarlyConnection {

    private static final String CONSCRYPT = "Conscrypt";
    private static final long PAUSE_MS = 100;

    private final CompletableFuture<DatabaseSettings> database = new CompletableFuture<>();
    private final FutureTask<Void> tls = start(EarlyConnection::addTls);
    private final FutureTask<Connection> connection = start(this::open);
    private long usedSince;

    private static <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "connect");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** Says where to connect to; the parameters there go before ours. Returns at once. */
    void to(DatabaseSettings database) {
        this.database.complete(database);
    }

    /**
     * TLS by native code: a handshake in Java bytecode that no compiler has seen takes longer than all the rest. The image's
     * java.security has the provider; to add one loads all others first.
     */
    private static Void addTls() {
        if (Security.getProvider(CONSCRYPT) == null) {
            Security.addProvider(new OpenSSLProvider(CONSCRYPT));
        }
        return null;
    }

    private Connection open() throws Exception {
        NonRegisteringDriver driver = new NonRegisteringDriver();
        ConnectionUrl.getConnectionUrlInstance(
                "jdbc:mysql://localhost/", new Properties()); // makes the driver's tables
        DatabaseSettings target = database.join();
        Properties properties = new Properties();
        if (!"DISABLED".equals(target.parameters().get("sslMode"))) {
            tls.get();
            properties.setProperty("sslContextProvider", CONSCRYPT);
        }
        // Fewer round trips and less to parse: nobody else uses this connection, so its state is known.
        properties.setProperty("connectionAttributes", "none");
        properties.setProperty("useLocalSessionState", "true");
        properties.putAll(target.parameters());
        properties.setProperty("user", target.user());
        properties.setProperty("password", target.password());
        long start = System.nanoTime();
        while (true) {
            try {
                return driver.connect(target.url(), properties);
            } catch (SQLException e) {
                Duration tried = Duration.ofNanos(System.nanoTime() - start);
                if (!isAway(e) || tried.toMillis() + PAUSE_MS > target.connectTimeout()) {
                    throw e;
                }
                Thread.sleep(PAUSE_MS);
            }
        }
    }

    /** A pod may start before its network lets it through, where NetworkPolicies are enforced: then nobody is found at first. */
    private static boolean isAway(SQLException failure) {
        return Stream.of(ConnectException.class, NoRouteToHostException.class, UnknownHostException.class)
                .anyMatch(away -> ObjectHelper.getException(away, failure) != null);
    }

    /** A source of the connection, always the same; its user closes it, waits until it is there, or gets its error. */
    DataSource source() {
        return new AbstractDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                return opened();
            }

            @Override
            public Connection getConnection(String user, String password) {
                throw new UnsupportedOperationException("user and password are settings");
            }
        };
    }

    private Connection opened() throws SQLException {
        try {
            Connection opened = connection.get();
            usedSince = System.nanoTime();
            return opened;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException refused) {
                throw refused;
            }
            // No IllegalStateException: to Spring that is a database that cannot be reached.
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while connecting", e);
        }
    }

    /** How long ago the connection was handed to its user, in microseconds. */
    long microsInUse() {
        return (System.nanoTime() - usedSince) / 1_000;
    }
}
