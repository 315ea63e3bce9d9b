package io.github.argometer.loadtest.cluster.kubernetes;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.cluster.FakeCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterAccessTest {

    private static final ServiceAddress LOCALSTACK = new ServiceAddress("aws", "localstack", 4566);

    private FakeForwarding cluster;
    private ClusterAccess forwards;

    @BeforeEach
    void start() {
        cluster = new FakeForwarding();
        forwards = ClusterAccess.of(FakeCluster.settings(Map.of()), cluster.client());
    }

    @AfterEach
    void stop() {
        forwards.close();
        cluster.close();
    }

    @Test
    void aReplacedPodIsFollowedByTheSameLocalPort() throws IOException {
        cluster.start("a-not-ready", false);
        cluster.start("b", true);
        InetSocketAddress address = forwards.to(LOCALSTACK);
        assertThat(whoAnswers(address)).isEqualTo("b");

        cluster.kill("b");
        assertThat(whoAnswers(address)).isNull();

        cluster.start("c", true);
        assertThat(whoAnswers(address)).isEqualTo("c");
        assertThat(forwards.to(LOCALSTACK)).isEqualTo(address);
    }

    @Test
    void aConnectionEndsWithItsPodAndAStreamWithItsConnection() throws IOException {
        cluster.start("a", true);
        InetSocketAddress address = forwards.to(LOCALSTACK);
        try (Socket first = connect(address)) {
            assertThat(reader(first).readLine()).isEqualTo("a");
            assertThat(whoAnswers(address)).isEqualTo("a");
            await().atMost(10, SECONDS)
                    .untilAsserted(() -> assertThat(cluster.streams()).isEqualTo(1));

            cluster.kill("a");
            assertThat(first.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aServiceWithoutAReadyPodIsSaidBeforeAnythingIsSent() {
        cluster.start("a-not-ready", false);
        assertThatThrownBy(() -> forwards.to(LOCALSTACK))
                .isInstanceOf(NotReadyException.class)
                .hasMessageStartingWith("Service aws/localstack has no pod that is ready");
    }

    @Test
    void aClosedForwardAnswersNobody() throws IOException {
        cluster.start("a", true);
        InetSocketAddress address = forwards.to(LOCALSTACK);
        forwards.close();
        // the system may complete a handshake that no one takes any more
        assertThat(catchThrowable(() -> assertThat(whoAnswers(address)).isNull()))
                .satisfiesAnyOf(closed -> assertThat(closed).isNull(), refused -> assertThat(refused)
                        .isInstanceOf(IOException.class));
    }

    /** The name that the pod says; null where the connection is closed without a word. */
    private static String whoAnswers(InetSocketAddress address) throws IOException {
        try (Socket socket = connect(address)) {
            return reader(socket).readLine();
        }
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        assertThat(address.getHostString()).isEqualTo("127.0.0.1");
        Socket socket = new Socket(address.getHostString(), address.getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }
}
