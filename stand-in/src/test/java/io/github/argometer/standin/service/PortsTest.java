package io.github.argometer.standin.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.standin.manifest.Manifests;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Another process takes a port between its choice and its use. */
class PortsTest {

    private final List<ServerSocket> others = new ArrayList<>();
    private final List<Integer> tried = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (ServerSocket other : others) {
            other.close();
        }
    }

    @Test
    void takesOtherPortsWhereOneIsLost() throws Exception {
        int port = Ports.attempt(0, ports -> tried.size() < 2 ? lose(ports) : ports.take("SQS"));
        assertThat(tried).hasSize(2).doesNotContain(port);
    }

    @Test
    void saysAfterThreeAttemptsThatThePortIsTaken() {
        assertThatThrownBy(() -> Ports.attempt(0, this::lose))
                .isInstanceOf(BadInputException.class)
                .satisfies(e -> assertThat(e)
                        .hasMessage("port %d, for SQS: another process has taken it; choose other ports with --port"
                                .formatted(tried.get(2))));
        assertThat(tried).hasSize(3);
    }

    @Test
    void doesNotLeaveTheUsersChoice() throws IOException {
        int free = free();
        assertThatThrownBy(() -> Ports.attempt(free, this::lose))
                .hasMessage("port %d, for SQS: another process has taken it; choose other ports with --port", free);
        assertThat(tried).containsExactly(free);
    }

    @Test
    void leavesOtherFailuresAndThoseOfServersThatRanAsTheyAre() {
        IOException full = new IOException("disk full");
        assertThatThrownBy(() -> Ports.attempt(0, ports -> {
                    tried.add(ports.take("SQS"));
                    throw full;
                }))
                .isSameAs(full);
        assertThatThrownBy(() -> Ports.attempt(0, ports -> {
                    tried.add(ports.take("SQS"));
                    ports.settle();
                    throw new BindException("of something else");
                }))
                .hasMessage("of something else");
        assertThat(tried).hasSize(2);
    }

    @Test
    @Timeout(30)
    void theDatabaseSaysAtOnceThatItsPortIsTaken(@TempDir Path folder) throws IOException {
        int port = free();
        others.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        Manifests manifests = Manifests.read(Path.of("../argo-manifests/localstack"));
        try (DataFolder data = DataFolder.open(folder)) {
            assertThatThrownBy(() -> EmbeddedDatabase.start(data, port, Database.of(manifests)))
                    .isInstanceOf(BindException.class)
                    .hasMessage("%d, for the database: Address already in use", port);
        }
    }

    private int lose(Ports ports) throws IOException {
        tried.add(ports.take("SQS"));
        others.add(new ServerSocket(tried.get(tried.size() - 1), 1, InetAddress.getLoopbackAddress()));
        throw new IOException("the server does not start");
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
