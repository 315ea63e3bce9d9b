package io.github.argometer.loadtest.cluster.kubernetes;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A Kubernetes API with one Service, whose pods are servers of this machine that say their name, and port-forwarding. */
public final class FakeForwarding implements AutoCloseable {

    private static final String SERVICE = """
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "localstack", "namespace": "aws"},
             "spec": {"selector": {"app": "localstack"}, "ports": [{"port": 4566, "targetPort": "edge"}]}}""";

    private static final String POD = """
            {"metadata": {"name": "%s", "namespace": "aws"}, "status": {"phase": "Running",
              "conditions": [{"type": "Ready", "status": "%s"}]},
             "spec": {"containers": [{"name": "main", "ports": [{"name": "edge", "containerPort": %d}]}]}}""";

    /** A pod; {@code server} is where its one port is. */
    private record FakePod(ServerSocket server, boolean ready) {}

    private final Vertx vertx = Vertx.vertx();
    private final NetClient network = vertx.createNetClient();
    private final HttpServer api;
    private final Map<String, FakePod> pods = new ConcurrentHashMap<>();
    private final List<ServerWebSocket> streams = new CopyOnWriteArrayList<>();
    private final KubernetesClient client;

    public FakeForwarding() {
        api = vertx.createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("v4.channel.k8s.io"))
                .requestHandler(this::answer)
                .webSocketHandler(this::forward)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + api.actualPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    public KubernetesClient client() {
        return client;
    }

    /** Starts a pod that says its name to whoever connects, and then nothing more. */
    public void start(String name, boolean ready) {
        try {
            ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
            pods.put(name, new FakePod(server, ready));
            Thread thread = new Thread(() -> greet(server, name), name);
            thread.setDaemon(true);
            thread.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a pod, and with it the streams to it. */
    public void kill(String name) throws IOException {
        pods.remove(name).server.close();
        List.copyOf(streams).stream()
                .filter(stream -> stream.path().contains("/" + name + "/"))
                .forEach(ServerWebSocket::close);
    }

    /** Streams to pods that are open. */
    public int streams() {
        return streams.size();
    }

    @Override
    public void close() {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static void greet(ServerSocket server, String name) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.getOutputStream().write((name + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // the pod was ended, or its client has gone
            }
        }
    }

    private void answer(HttpServerRequest request) {
        request.response().putHeader("Content-Type", "application/json");
        request.response()
                .end(
                        request.path().endsWith("/pods")
                                ? pods.entrySet().stream()
                                        .map(pod -> POD.formatted(
                                                pod.getKey(),
                                                pod.getValue().ready ? "True" : "False",
                                                pod.getValue().server.getLocalPort()))
                                        .collect(Collectors.joining(
                                                ",",
                                                "{\"apiVersion\": \"v1\", \"kind\": \"PodList\", \"items\": [",
                                                "]}"))
                                : SERVICE);
    }

    /** As a kubelet does: each frame begins with its channel, and the first of each tells the port. */
    private void forward(ServerWebSocket stream) {
        int port = Integer.parseInt(stream.query().replace("ports=", ""));
        streams.add(stream);
        stream.closeHandler(ended -> streams.remove(stream));
        stream.pause();
        network.connect(port, "127.0.0.1")
                .onFailure(refused -> stream.close())
                .onSuccess(socket -> bridge(stream, socket, port));
    }

    private void bridge(ServerWebSocket stream, NetSocket socket, int port) {
        for (byte channel = 0; channel < 2; channel++) {
            stream.writeBinaryMessage(Buffer.buffer().appendByte(channel).appendUnsignedShortLE(port));
        }
        stream.binaryMessageHandler(frame -> socket.write(frame.slice(1, frame.length())));
        stream.closeHandler(ended -> {
            streams.remove(stream);
            socket.close();
        });
        socket.handler(data ->
                stream.writeBinaryMessage(Buffer.buffer().appendByte((byte) 0).appendBuffer(data)));
        socket.closeHandler(ended -> stream.close());
        stream.resume();
    }
}
