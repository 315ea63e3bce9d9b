package io.github.argometer.recorder;

import com.mysql.cj.jdbc.NonRegisteringDriver;
import java.security.Security;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.conscrypt.OpenSSLProvider;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * A data source of the one connection that one event needs, which a thread of its own opens while Camel starts. Whoever
 * asks for it waits until it is there, and gets the error if it failed.
 */
final class EarlyConnection extends AbstractDataSource {

    private static final String CONSCRYPT = "Conscrypt";

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
        this.url.complete(url);
    }

    private Connection open() throws SQLException {
        NonRegisteringDriver driver = new NonRegisteringDriver();
        String target = url.join();
        if (!target.contains("sslMode=DISABLED")) {
            // TLS by native code: a handshake in Java bytecode that no compiler has seen takes longer than all the
            // rest. The image's java.security has the provider; to add one loads all others first.
            if (Security.getProvider(CONSCRYPT) == null) {
                Security.addProvider(new OpenSSLProvider(CONSCRYPT));
            }
            properties.setProperty("sslContextProvider", CONSCRYPT);
        }
        // Fewer round trips and less to parse: nobody else uses this connection, so its state is known.
        properties.setProperty("connectionAttributes", "none");
        properties.setProperty("useLocalSessionState", "true");
        properties.setProperty("elideSetAutoCommit", "true");
        return driver.connect(target, properties);
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
