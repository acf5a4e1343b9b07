package dev.carillon.gateway.fanout;

import static dev.carillon.gateway.testing.Eventually.eventually;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** A client with a small receive buffer, which reads only when told, in a thread of its own. */
final class Receiver implements AutoCloseable {
    private final Socket socket = new Socket();
    private final List<Frame> frames = new ArrayList<>();
    private @Nullable ServerEnd end;
    private volatile boolean reading;
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    /** What was received: an event's type and number, how long its payload was, and whether it came compressed. */
    record Frame(long type, long number, int length, boolean compressed) {}

    Receiver(InetSocketAddress server) throws IOException {
        socket.setReceiveBufferSize(8 * 1024);
        socket.connect(server);
    }

    SocketAddress address() {
        return socket.getLocalSocketAddress();
    }

    void servedBy(ServerEnd end) {
        this.end = end;
    }

    ServerEnd end() {
        return Objects.requireNonNull(end);
    }

    /** Reads from now on, to the end of the connection. */
    Receiver read() {
        if (!reading) {
            reading = true;
            Thread.ofPlatform().daemon().name("receiver").start(this::readAll);
        }
        return this;
    }

    private void readAll() {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()))) {
            while (true) {
                Frame frame = frame(in);
                synchronized (frames) {
                    frames.add(frame);
                }
            }
        } catch (EOFException e) {
            ended = true;
        } catch (IOException e) {
            // A reset; what a client reads after the server gave it up is cut short anywhere.
            ended = true;
        } catch (RuntimeException | DataFormatException e) {
            failure = e;
            ended = true;
        }
    }

    private static Frame frame(DataInputStream in) throws IOException, DataFormatException {
        int first = in.readUnsignedByte();
        if (first != 0x81 && first != 0xC1) {
            throw new IllegalStateException("not a text frame: " + first);
        }
        int length = in.readUnsignedByte();
        length = length == 126 ? in.readUnsignedShort() : length == 127 ? Math.toIntExact(in.readLong()) : length;
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException();
        }
        boolean compressed = first == 0xC1;
        byte[] text = compressed ? inflate(payload) : payload;
        String[] words = new String(text, StandardCharsets.US_ASCII).split(" ", 3);
        return new Frame(Long.parseLong(words[0]), Long.parseLong(words[1]), text.length, compressed);
    }

    private static byte[] inflate(byte[] payload) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        byte[] stream = Arrays.copyOf(payload, payload.length + 4);
        stream[payload.length + 2] = (byte) 0xFF;
        stream[payload.length + 3] = (byte) 0xFF;
        inflater.setInput(stream);
        byte[] out = new byte[1 << 20];
        int length = inflater.inflate(out);
        inflater.end();
        return Arrays.copyOf(out, length);
    }

    List<Frame> frames() {
        synchronized (frames) {
            return List.copyOf(frames);
        }
    }

    List<Long> numbers() {
        return frames().stream().map(Frame::number).toList();
    }

    /** The newest event's; -1 before the first. */
    long lastNumber() {
        synchronized (frames) {
            return frames.isEmpty() ? -1 : frames.getLast().number();
        }
    }

    int count() {
        synchronized (frames) {
            return frames.size();
        }
    }

    void awaitCount(int count) {
        eventually(count + " frames, not " + count() + ", failure " + failure, () -> count() >= count);
    }

    void awaitEnd() {
        eventually("the connection ends", () -> ended);
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Breaks the connection without closing it in good order. */
    void reset() throws IOException {
        if (!socket.isClosed()) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
