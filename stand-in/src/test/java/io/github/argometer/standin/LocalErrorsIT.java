package io.github.argometer.standin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.argometer.loadtest.ForkedCommand;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalErrorsIT {

    private static final int SOON_S = 30;

    @TempDir
    private Path folder;

    @Test
    void duckdbIsLookedForBeforeAnythingIsAskedOrMade() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        HttpServer cluster = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        cluster.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.close();
        });
        cluster.start();
        try (ForkedCommand run = ForkedCommand.start(
                folder,
                List.of(
                        "-Djava.io.tmpdir=" + folder.resolve("none"),
                        "-Dkubernetes.master=http://127.0.0.1:"
                                + cluster.getAddress().getPort()),
                StandIn.class,
                "local",
                "--runs=" + folder.resolve("runs"),
                "--data=" + folder.resolve("data"))) {
            assertThat(run.waitFor(SOON_S)).as(run::toString).isEqualTo(70);
            assertThat(run.err().lines())
                    .singleElement()
                    .asString()
                    .contains("DuckDB, which makes the reports, cannot be loaded with java.io.tmpdir = \"%s\": "
                            .formatted(folder.resolve("none")));
            assertThat(folder.resolve("runs")).isEmptyDirectory();
            assertThat(folder.resolve("data")).doesNotExist();
            assertThat(requests).hasValue(0);
        } finally {
            cluster.stop(0);
        }
    }
}
