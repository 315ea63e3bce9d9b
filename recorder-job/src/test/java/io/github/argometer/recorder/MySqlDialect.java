package io.github.argometer.recorder;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A proxy that makes a MariaDB server without TLS look like MySQL 9 with TLS to MySQL's driver: it gives another version and
 * the capability CLIENT_QUERY_ATTRIBUTES, and takes the attributes out of each query again. One connection, then it ends. See
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html and page_protocol_com_query.html.
 */
final class MySqlDialect implements Closeable {

    private static final int CLIENT_SSL = 1 << 11;
    private static final int CLIENT_QUERY_ATTRIBUTES = 1 << 27;
    private static final int COM_QUERY = 3;

    private final ServerSocket entrance = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final int server;
    private final SSLContext tls;

    /** Listens, in front of the server at port {@code server} of this machine. */
    MySqlDialect(int server, SSLContext tls) throws IOException {
        this.server = server;
        this.tls = tls;
        start(this::serve);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "mysql-dialect");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return entrance.getLocalPort();
    }

    private void serve() {
        try (Socket plain = entrance.accept();
                Socket database = new Socket(InetAddress.getLoopbackAddress(), server)) {
            Packets fromDatabase = new Packets(database.getInputStream());
            fromDatabase.next();
            fromDatabase.write(plain.getOutputStream(), greeting(fromDatabase.body), 0);
            new Packets(plain.getInputStream()).next(); // the request for TLS, which the database must not see
            try (SSLSocket client = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, false)) {
                client.setUseClientMode(false);
                Packets fromClient = new Packets(client.getInputStream());
                fromClient.next();
                clear(fromClient.body, 0, CLIENT_SSL | CLIENT_QUERY_ATTRIBUTES);
                fromClient.write(database.getOutputStream(), fromClient.body, -1);
                start(() -> pass(fromClient, database));
                // The database has seen one packet less than the client sent, until it has let it in.
                boolean greeted = false;
                while (fromDatabase.next()) {
                    fromDatabase.write(client.getOutputStream(), fromDatabase.body, greeted ? 0 : 1);
                    greeted |= fromDatabase.body[0] == 0;
                }
            }
        } catch (SocketException e) {
            // the client is gone, or this is closed
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends with either socket: whoever lost one says so. */
    private static void pass(Packets fromClient, Socket database) {
        try (database) {
            while (fromClient.next()) {
                byte[] body = fromClient.body;
                if (body[0] == COM_QUERY) { // then the number of attributes, 0, and of their sets, 1
                    byte[] query = Arrays.copyOfRange(body, 2, body.length);
                    query[0] = COM_QUERY;
                    body = query;
                }
                fromClient.write(database.getOutputStream(), body, 0);
            }
        } catch (IOException e) {
            // the client is gone
        }
    }

    /** The database's greeting with another version and more capabilities. */
    private static byte[] greeting(byte[] body) {
        int version = 1;
        int rest = version;
        while (body[rest] != 0) {
            rest++;
        }
        byte[] name = "9.7.0".getBytes(StandardCharsets.US_ASCII);
        byte[] greeting = new byte[version + name.length + body.length - rest];
        greeting[0] = body[0];
        System.arraycopy(name, 0, greeting, version, name.length);
        System.arraycopy(body, rest, greeting, version + name.length, body.length - rest);
        int capabilities = version + name.length + 1 + 4 + 8 + 1; // after thread id and the first part of the salt
        greeting[capabilities + 1] |= CLIENT_SSL >> 8;
        greeting[capabilities + 2 + 1 + 2 + 1] |= CLIENT_QUERY_ATTRIBUTES >> 24;
        return greeting;
    }

    private static void clear(byte[] body, int at, int flags) {
        for (int i = 0; i < 4; i++) {
            body[at + i] &= (byte) ~(flags >> 8 * i);
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
    }

    /** Packets of the protocol: three bytes of length, lowest first, one of a sequence, the body. */
    private static final class Packets {
        private final DataInputStream in;
        private int sequence;
        private byte[] body;

        Packets(InputStream in) {
            this.in = new DataInputStream(in);
        }

        /** Reads one; false at the end. */
        boolean next() throws IOException {
            int first = in.read();
            if (first < 0) {
                return false;
            }
            int length = first | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16;
            sequence = in.readUnsignedByte();
            body = in.readNBytes(length);
            return true;
        }

        /** Writes {@code body} under the number of the one read last and {@code shift}. */
        void write(OutputStream out, byte[] body, int shift) throws IOException {
            byte[] packet = new byte[4 + body.length];
            packet[0] = (byte) body.length;
            packet[1] = (byte) (body.length >> 8);
            packet[2] = (byte) (body.length >> 16);
            packet[3] = (byte) (sequence + shift);
            System.arraycopy(body, 0, packet, 4, body.length);
            out.write(packet);
            out.flush();
        }
    }
}
