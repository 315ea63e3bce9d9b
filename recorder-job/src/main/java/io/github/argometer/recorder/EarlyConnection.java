package io.github.argometer.recorder;

import java.security.Security;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.conscrypt.OpenSSLProvider;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.Driver;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * A data source of the one connection that one event needs, which a thread of its own opens while Camel starts. Whoever
 * asks for it waits until it is there, and gets the error if it failed.
 */
final class EarlyConnection extends AbstractDataSource {

    private static final String CONSCRYPT = "Conscrypt";

    /** A URL that nobody connects to: reading it makes what the driver needs to read any. */
    private static final String WARM_UP = "jdbc:mariadb://localhost/?cacheCodecs=true";

    /** What the driver says of a server that offers no TLS. */
    private static final String NO_TLS = "ssl not enabled in the server";

    private final CompletableFuture<String> url = new CompletableFuture<>();
    private final Properties properties = new Properties();
    private final FutureTask<Connection> connection = new FutureTask<>(this::open);
    private long usedSince;

    /** Begins to load what a connection needs, and returns at once. */
    EarlyConnection() {
        Thread thread = new Thread(connection, "connect");
        thread.setDaemon(true);
        thread.start();
    }

    /** Says where to connect to: {@code url} is a JDBC URL of MySQL, whose own parameters win. Returns at once. */
    void to(String url, String user, String password) {
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("cacheCodecs", "true");
        this.url.complete(url);
    }

    private Connection open() throws SQLException {
        Driver driver = new Driver();
        Configuration.parse(WARM_UP); // while Camel reads the settings
        DatabaseUrl target = new DatabaseUrl(url.join());
        if (target.encrypts()) {
            // TLS by native code: a handshake in Java bytecode that no compiler has seen takes longer than all the
            // rest. The image's java.security has the provider; to add one loads all others first.
            if (Security.getProvider(CONSCRYPT) == null) {
                Security.insertProviderAt(new OpenSSLProvider(CONSCRYPT), 1);
            }
        }
        try {
            return driver.connect(target.text(), properties);
        } catch (SQLException e) {
            if (target.mayDoWithoutTls() && String.valueOf(e.getMessage()).contains(NO_TLS)) {
                return driver.connect(target.withoutTls(), properties);
            }
            throw e;
        }
    }

    /** The connection, always the same; its user closes it. */
    @Override
    public Connection getConnection() throws SQLException {
        try {
            Connection opened = connection.get();
            usedSince = System.nanoTime();
            return opened;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while connecting", e);
        }
    }

    /** How long ago the connection was handed to its user, in microseconds. */
    long microsInUse() {
        return (System.nanoTime() - usedSince) / 1_000;
    }

    @Override
    public Connection getConnection(String user, String password) {
        throw new UnsupportedOperationException("user and password are settings");
    }
}
