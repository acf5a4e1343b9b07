package dev.carillon.gateway.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;

/**
 * A client that writes any bytes and reads what comes, on TCP or a Unix socket. Every wait has a deadline, and reads nothing
 * that was not asked for. Used by one thread.
 */
public final class RawWebSocket implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    /** The answer to {@link #KEY}, from RFC 6455 section 1.3. */
    public static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private final SocketChannel channel;
    private final Selector selector;
    private ByteBuffer in = ByteBuffer.allocate(4096).flip();
    private Ending ending = Ending.NONE;

    private RawWebSocket(SocketChannel channel, SocketAddress address) throws IOException {
        this.channel = channel;
        channel.connect(address);
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** How the server ended its side. */
    public enum Ending {
        NONE,
        FIN,
        RESET
    }

    public static RawWebSocket connect(SocketAddress address) throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        return new RawWebSocket(unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open(), address);
    }

    /** With a receive buffer so small that the server's own fills soon. */
    public static RawWebSocket connectNarrow(SocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 2048);
        return new RawWebSocket(channel, address);
    }

    /** From an address of its own, like 127.0.0.2. */
    public static RawWebSocket connectFrom(String from, SocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.bind(new InetSocketAddress(from, 0));
        return new RawWebSocket(channel, address);
    }

    /** The request of an opening handshake, with further header lines. */
    public static String request(String... headers) {
        return requestFor("/", headers);
    }

    public static String requestFor(String target, String... headers) {
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + KEY
                + "\r\nSec-WebSocket-Version: 13\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    /** Opens the WebSocket; the answer's head. */
    public String open(String... headers) throws IOException {
        send(request(headers));
        String head = readHead();
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError("not opened: " + head);
        }
        return head;
    }

    public void send(String text) throws IOException {
        send(text.getBytes(ISO_8859_1));
    }

    public void send(byte[]... parts) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(ClientFrames.concat(parts));
        long deadline = deadline();
        while (out.hasRemaining()) {
            if (channel.write(out) == 0) {
                await(SelectionKey.OP_WRITE, deadline, "the server to read");
            }
        }
    }

    /** Sends until done or the server does not care any more: a reset while sending is no failure. */
    public void sendIfTaken(byte[] bytes) {
        try {
            send(bytes);
        } catch (IOException e) {
            ending = Ending.RESET;
        }
    }

    public void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** Drops the connection with a reset. */
    public void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        close();
    }

    /** Up to and with the empty line. */
    public String readHead() throws IOException {
        long deadline = deadline();
        while (true) {
            String text = new String(in.array(), in.position(), in.remaining(), ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0) {
                in.position(in.position() + end + 4);
                return text.substring(0, end + 4);
            }
            fill(deadline, "an HTTP head, after '" + text + "'");
        }
    }

    /** The next frame of the server. */
    public ServerFrame readFrame() throws IOException {
        long deadline = deadline();
        need(2, deadline);
        int first = in.get() & 0xFF;
        int length = in.get() & 0xFF;
        if (length > 127) {
            throw new AssertionError("a masked frame from the server");
        } else if (length == 126) {
            need(2, deadline);
            length = in.getShort() & 0xFFFF;
        } else if (length == 127) {
            need(8, deadline);
            length = Math.toIntExact(in.getLong());
        }
        return new ServerFrame(first, read(length, deadline));
    }

    public String readText(int length) throws IOException {
        return new String(read(length, deadline()), UTF_8);
    }

    /** The rest until the server ends its side, as text. */
    public String readRest() throws IOException {
        long deadline = deadline();
        while (ending == Ending.NONE) {
            fillOrEnd(deadline, "the end");
        }
        String rest = new String(in.array(), in.position(), in.remaining(), UTF_8);
        in.position(in.limit());
        return rest;
    }

    /** How the server ends, after nothing more than it has sent already. */
    public Ending awaitEnd() throws IOException {
        String rest = readRest();
        if (!rest.isEmpty()) {
            throw new AssertionError("expected the end, not: " + rest);
        }
        return ending;
    }

    /** Reads and throws away until the server ends. */
    public Ending drain() throws IOException {
        long deadline = deadline();
        while (ending == Ending.NONE) {
            in.position(in.limit());
            fillOrEnd(deadline, "the end");
        }
        return ending;
    }

    /** Nothing has come that was not read; says nothing of what is under way. */
    public boolean isQuiet() throws IOException {
        in.compact();
        try {
            return channel.read(in) == 0 && in.position() == 0;
        } finally {
            in.flip();
        }
    }

    private byte[] read(int length, long deadline) throws IOException {
        need(length, deadline);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private void need(int bytes, long deadline) throws IOException {
        while (in.remaining() < bytes) {
            fill(deadline, bytes + " bytes of a frame");
        }
    }

    private void fill(long deadline, String what) throws IOException {
        fillOrEnd(deadline, what);
        if (ending != Ending.NONE) {
            throw new AssertionError("the server ended (" + ending + ") instead of sending " + what + "; there is "
                    + Arrays.toString(Arrays.copyOfRange(in.array(), in.position(), in.limit())));
        }
    }

    private void fillOrEnd(long deadline, String what) throws IOException {
        if (in.remaining() == in.capacity()) {
            in = ByteBuffer.allocate(in.capacity() * 4).put(in).flip();
        }
        in.compact();
        try {
            int read = channel.read(in);
            if (read == 0) {
                await(SelectionKey.OP_READ, deadline, what);
            } else if (read < 0) {
                ending = Ending.FIN;
            }
        } catch (IOException e) {
            ending = Ending.RESET;
        } finally {
            in.flip();
        }
    }

    private void await(int operation, long deadline, String what) throws IOException {
        channel.keyFor(selector).interestOps(operation);
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new AssertionError("waited in vain for " + what);
        }
        selector.selectedKeys().clear();
        selector.select(left);
    }

    private static long deadline() {
        return System.nanoTime() + PATIENCE.toNanos();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
