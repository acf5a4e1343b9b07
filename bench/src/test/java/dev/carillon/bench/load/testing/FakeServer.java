package dev.carillon.bench.load.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A WebSocket server by hand, with a {@code POST /events} beside it, that hands each event on as its behaviour says: the only
 * way to have losses on purpose. Blocking, a thread for each client.
 */
public final class FakeServer implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)\r\n");
    private static final Pattern SEQ = Pattern.compile("\"seq\":(\\d+),");

    private static final int MOST_FRAMES = 1_000_000;

    private final ServerSocket clients;
    private final HttpServer events;
    private final Behaviour behaviour;
    private final List<Session> sessions = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();

    /** What the server does with a client. */
    public interface Behaviour {
        /** @param event its number; -1 for a probe */
        void hand(Session client, long event, byte[] payload) throws IOException;

        /** The answer to the opening handshake, for one that is not good; empty for the good one. */
        default String answer() {
            return "";
        }

        /** A client has said its token. */
        default void welcome(Session client) throws IOException {}
    }

    /** A client of the server. */
    public static final class Session {
        private final Socket socket;
        private final String token;

        private Session(Socket socket, String token) {
            this.socket = socket;
            this.token = token;
        }

        public String token() {
            return token;
        }

        public void text(byte[] payload) throws IOException {
            raw(frame(0x81, payload));
        }

        public void close(int code, String reason) throws IOException {
            ByteArrayOutputStream payload = new ByteArrayOutputStream();
            payload.write(code >> 8);
            payload.write(code);
            payload.writeBytes(reason.getBytes(UTF_8));
            raw(frame(0x88, payload.toByteArray()));
        }

        public synchronized void raw(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        }
    }

    private FakeServer(ServerSocket clients, HttpServer events, Behaviour behaviour) {
        this.clients = clients;
        this.events = events;
        this.behaviour = behaviour;
    }

    public static FakeServer start(Behaviour behaviour) throws IOException {
        return start(new ServerSocket(), behaviour);
    }

    /** @param socket not bound yet; of TLS, perhaps */
    public static FakeServer start(ServerSocket socket, Behaviour behaviour) throws IOException {
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        socket.bind(anywhere, 1000);
        FakeServer server = new FakeServer(socket, HttpServer.create(anywhere, 0), behaviour);
        server.events.createContext("/events", exchange -> {
            server.publish(exchange.getRequestBody().readAllBytes());
            byte[] answer = "{\"receivers\": 1}".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.events.start();
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    public String url() {
        return "ws://127.0.0.1:" + clients.getLocalPort() + "/";
    }

    public int port() {
        return clients.getLocalPort();
    }

    public String publishUrl() {
        return "http://127.0.0.1:" + events.getAddress().getPort();
    }

    /** Connections ever. */
    public int accepted() {
        return accepted.get();
    }

    /** A server's frame. */
    public static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(payload.length);
        } else {
            frame.write(126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        }
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    private void publish(byte[] payload) {
        Matcher seq = SEQ.matcher(new String(payload, UTF_8));
        long number = seq.find() ? Long.parseLong(seq.group(1)) : -1;
        for (Session session : List.copyOf(sessions)) {
            try {
                behaviour.hand(session, number, payload);
            } catch (IOException e) {
                sessions.remove(session);
            }
        }
    }

    private void accept() {
        while (!clients.isClosed()) {
            try {
                Socket socket = clients.accept();
                accepted.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                // Closed, as the loop's condition tells.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            String head = head(in);
            String other = behaviour.answer();
            socket.getOutputStream().write((other.isEmpty() ? accepting(head) : other).getBytes(ISO_8859_1));
            if (!other.isEmpty()) {
                return;
            }
            Session session = new Session(socket, new String(message(in), UTF_8));
            sessions.add(session);
            behaviour.welcome(session);
            for (int frames = 0; frames < MOST_FRAMES; frames++) {
                // Pongs, and whatever else; a close frame ends it.
                message(in);
            }
        } catch (IOException e) {
            // The client is gone.
        } finally {
            sessions.removeIf(session -> session.socket.equals(socket));
        }
    }

    private static String head(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    private static String accepting(String head) {
        Matcher key = KEY.matcher(head);
        if (!key.find()) {
            throw new IllegalArgumentException("no key in " + head);
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1));
            return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next frame's payload. A close frame is answered, and ends the connection. */
    private static byte[] message(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((second & 0x80) == 0) {
            throw new IOException("a client's frame must be masked");
        }
        int length = second & 0x7F;
        length = length == 126 ? in.readUnsignedShort() : length;
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        if ((first & 0x0F) == 8) {
            throw new IOException("closed");
        }
        return payload;
    }

    @Override
    public void close() {
        try {
            clients.close();
            for (Session session : sessions) {
                session.socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        events.stop(0);
    }
}
