package dev.carillon.protocol.client;

import dev.carillon.protocol.client.DeflateOffer.Compression;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Judges a client's opening handshake (RFC 6455 section 4.2) as the guide's server does: any path, query, origin and
 * subprotocol offer is taken.
 */
public final class OpeningHandshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String NOT_FOR_BROWSERS =
            "\n\nYou cannot access a WebSocket server directly with a browser. You need a WebSocket client.\n";

    private OpeningHandshake() {}

    /** The verdict. */
    public sealed interface Verdict {
        /** Answer 101 with this Sec-WebSocket-Accept, and these extensions if any. */
        record Accept(String key, Optional<DeflateOffer> deflate) implements Verdict {}

        /** Answer this HTTP status; a text for people. */
        record Refuse(int status, String body) implements Verdict {}
    }

    /**
     * @param headers all values of a header by its name in any case, in order; empty for none
     * @param compression whether and how permessage-deflate may be negotiated
     */
    public static Verdict judge(Function<String, List<String>> headers, Compression compression) {
        if (tokens(headers.apply("Connection")).noneMatch("upgrade"::equals)) {
            return upgradeRequired("Connection", headers);
        }
        List<String> upgrade = tokens(headers.apply("Upgrade")).toList();
        if (!upgrade.equals(List.of("websocket"))) {
            return upgradeRequired("Upgrade", headers);
        }
        Optional<String> defect = single(headers, "Sec-WebSocket-Key")
                .or(() -> headers.apply("Origin").size() > 1
                        ? Optional.of("more than one Origin header")
                        : Optional.empty())
                .or(() -> single(headers, "Sec-WebSocket-Version"));
        if (defect.isPresent()) {
            return bad(defect.get());
        }
        String key = headers.apply("Sec-WebSocket-Key").getFirst().strip();
        if (!isKey(key)) {
            return bad("invalid Sec-WebSocket-Key header: it must be 16 bytes in base64");
        }
        if (!headers.apply("Sec-WebSocket-Version").getFirst().strip().equals("13")) {
            return bad("invalid Sec-WebSocket-Version header: only version 13 is spoken here");
        }
        return withExtensions(headers, compression, key);
    }

    private static Verdict withExtensions(Function<String, List<String>> headers, Compression compression, String key) {
        String offers = String.join(", ", headers.apply("Sec-WebSocket-Extensions"));
        if (offers.isEmpty() || compression == Compression.OFF) {
            return new Verdict.Accept(acceptKey(key), Optional.empty());
        }
        try {
            return new Verdict.Accept(
                    acceptKey(key), DeflateOffer.negotiate(ExtensionHeader.parse(offers), compression));
        } catch (ExtensionHeader.SyntaxException e) {
            return bad(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> single(Function<String, List<String>> headers, String name) {
        return switch (headers.apply(name).size()) {
            case 0 -> Optional.of("missing " + name + " header");
            case 1 -> Optional.empty();
            default -> Optional.of("more than one " + name + " header");
        };
    }

    private static Verdict upgradeRequired(String name, Function<String, List<String>> headers) {
        String defect = headers.apply(name).isEmpty() ? "missing " : "invalid ";
        return new Verdict.Refuse(
                426, "Failed to open a WebSocket connection: " + defect + name + " header." + NOT_FOR_BROWSERS);
    }

    private static Verdict bad(String defect) {
        return new Verdict.Refuse(400, "Failed to open a WebSocket connection: " + defect + ".\n");
    }

    private static java.util.stream.Stream<String> tokens(List<String> values) {
        return values.stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(token -> token.strip().toLowerCase(Locale.ROOT))
                .filter(token -> !token.isEmpty());
    }

    private static boolean isKey(String key) {
        try {
            return key.length() == 24 && Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** RFC 6455 section 4.2.2: SHA-1 there proves only that the server speaks WebSocket. */
    static String acceptKey(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
