package io.github.argometer.recorder;

import io.github.argometer.TestEvents;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Posts events over as many connections as threads, each a blocking socket: what the load itself costs must not be what is
 * measured.
 */
final class HttpLoad implements Worker, AutoCloseable {

    private static final String[] DATA =
            TestEvents.event("EVENT-ID").decodedData().split("EVENT-ID");
    private static final String[] REQUEST = TestEvents.request(
                    "{\"context\":{\"source\":\"aws-sns\",\"specversion\":\"1.0\","
                            + "\"time\":\"2026-11-23T01:02:04Z\",\"type\":\"sns\"},\"data\":\"DATA\"}")
            .split("DATA");

    /** An acknowledgement has no body, and says so by a last chunk alone. */
    private static final byte[] END = "\r\n\r\n0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    HttpLoad(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    @Override
    public void record(String eventId) throws IOException {
        byte[] data = (DATA[0] + eventId + DATA[1]).getBytes(StandardCharsets.ISO_8859_1);
        String body = REQUEST[0] + Base64.getEncoder().encodeToString(data) + REQUEST[1];
        out.write(("POST /event/ HTTP/1.1\r\nHost: recorder\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1));
        byte[] status = in.readNBytes(12);
        if (status.length < 12 || status[9] != '2' || status[11] != '0') {
            throw new IOException("answered " + new String(status, StandardCharsets.ISO_8859_1));
        }
        byte[] last = new byte[END.length];
        do {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("no end of the answer");
            }
            System.arraycopy(last, 1, last, 0, last.length - 1);
            last[last.length - 1] = (byte) next;
        } while (!Arrays.equals(last, END));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
