package io.github.argometer.send;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of a NATS server as a publisher needs: https://docs.nats.io/reference/reference-protocols/nats-protocol. */
final class TestNats implements AutoCloseable {

    /** What was published: the header as it went over the wire. */
    record Published(String subject, String header, String body) {}

    /** What it does with a publication, beside keeping it. */
    enum Mood {
        ANSWERS,
        /** Answers no PING any more. */
        KEEPS_SILENT,
        HANGS_UP,
        FORBIDS
    }

    final List<Published> published = new CopyOnWriteArrayList<>();
    volatile Mood mood = Mood.ANSWERS;
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    private TestNats() throws IOException {}

    static TestNats start() throws IOException {
        TestNats nats = new TestNats();
        Thread thread = new Thread(nats::accept, "nats");
        thread.setDaemon(true);
        thread.start();
        return nats;
    }

    String servers() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread thread = new Thread(() -> serve(socket), "nats-client");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            say(
                    out,
                    "INFO {\"server_id\":\"t\",\"version\":\"2.10.29\",\"headers\":true,\"max_payload\":1048576,\"proto\":1}");
            boolean silent = false;
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                String[] words = line.split(" ");
                if (words[0].equals("PING") && !silent) {
                    say(out, "PONG");
                } else if (words[0].equals("HPUB") || words[0].equals("PUB")) {
                    int header = words[0].equals("HPUB") ? Integer.parseInt(words[words.length - 2]) : 0;
                    String all = new String(
                            in.readNBytes(Integer.parseInt(words[words.length - 1])), StandardCharsets.UTF_8);
                    line(in);
                    published.add(new Published(words[1], all.substring(0, header), all.substring(header)));
                    silent = mood == Mood.KEEPS_SILENT;
                    if (mood == Mood.HANGS_UP) {
                        return;
                    }
                    if (mood == Mood.FORBIDS) {
                        say(out, "-ERR 'Permissions Violation for Publish to \"" + words[1] + "\"'");
                    }
                }
            }
        } catch (IOException e) {
            // the client has gone
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            line.write(octet);
        }
        return line.toString(StandardCharsets.UTF_8).trim();
    }
}
