package dev.carillon.gateway.e2e;

import dev.carillon.gateway.e2e.WebSocketClients.FirstMessage;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** First messages that no server may take for a user's. */
final class OddTokens {
    private OddTokens() {}

    /** Each is refused by the guide's server with 1011 and its reason. */
    static Map<String, FirstMessage> refused(Tokens tokens) {
        String token = tokens.of("root");
        Map<String, FirstMessage> messages = new LinkedHashMap<>();
        messages.put("expired", FirstMessage.text(tokens.get("root").expired()));
        messages.put("tampered signature", FirstMessage.text(tampered(token, token.length() - 2)));
        messages.put("tampered time", FirstMessage.text(tampered(token, 8)));
        messages.put("tampered user", FirstMessage.text(tampered(token, 4)));
        messages.put("truncated", FirstMessage.text(token.substring(0, token.length() - 1)));
        messages.put("truncated much", FirstMessage.text(token.substring(0, 6)));
        messages.put("extended", FirstMessage.text(token + "AAAA"));
        messages.put("inactive user", FirstMessage.text(tokens.of("inactive")));
        messages.put("unknown user", FirstMessage.text(tokens.of("stranger")));
        messages.put("empty", FirstMessage.text(""));
        messages.put("garbage", FirstMessage.text("garbage"));
        messages.put("not ASCII", FirstMessage.text("Zoë 🔔 " + token));
        messages.put("with a newline", FirstMessage.text(token + "\n"));
        messages.put("with a space", FirstMessage.text(" " + token));
        messages.put("padded", FirstMessage.text(token + "=="));
        messages.put(
                "of version 1", FirstMessage.text("AAAAAZ5BwiTWHW6EiJUXJFV3ZRo:1s3sSH:ALX-vivWnA4dfwDYAfE72zPYj-M"));
        messages.put("of another site", FirstMessage.text("AAAAAQgsoNl_qMiOaYziBp2a"));
        messages.put("long", FirstMessage.text("A".repeat(100_000)));
        messages.put("a MiB", FirstMessage.text("A".repeat(1 << 20)));
        messages.put("garbage in fragments", FirstMessage.text("gar", "", "bage"));
        messages.put("several in fragments", FirstMessage.text(token, token));
        return messages;
    }

    static FirstMessage binary(String token) {
        return FirstMessage.binary(Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Another token of the same form. */
    private static String tampered(String token, int at) {
        char other = token.charAt(at) == 'A' ? 'B' : 'A';
        return token.substring(0, at) + other + token.substring(at + 1);
    }
}
