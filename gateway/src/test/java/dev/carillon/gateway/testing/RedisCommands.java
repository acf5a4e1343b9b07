package dev.carillon.gateway.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A connection that sends commands to a Redis and reads the answers: RESP2 by hand, so that nothing under test helps. */
public final class RedisCommands implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    public RedisCommands(int port) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
    }

    /** The answer as text, an array's elements joined by spaces; errors begin with their code. */
    public String send(String... words) throws IOException {
        List<byte[]> bytes = new ArrayList<>();
        for (String word : words) {
            bytes.add(word.getBytes(StandardCharsets.UTF_8));
        }
        return send(bytes);
    }

    public String publish(String channel, byte[] payload) throws IOException {
        return send(List.of(
                "PUBLISH".getBytes(StandardCharsets.US_ASCII), channel.getBytes(StandardCharsets.UTF_8), payload));
    }

    private String send(List<byte[]> words) throws IOException {
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        command.writeBytes(("*" + words.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (byte[] word : words) {
            command.writeBytes(("$" + word.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            command.writeBytes(word);
            command.writeBytes(new byte[] {'\r', '\n'});
        }
        out.write(command.toByteArray());
        out.flush();
        return read();
    }

    private String read() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '$' -> bulk(Integer.parseInt(rest));
            case '*' -> array(Integer.parseInt(rest));
            default -> rest;
        };
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "";
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        in.readFully(new byte[2]);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String array(int length) throws IOException {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            elements.add(read());
        }
        return String.join(" ", elements);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readByte(); c != '\r'; c = in.readByte()) {
            line.append((char) c);
        }
        in.readByte();
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
