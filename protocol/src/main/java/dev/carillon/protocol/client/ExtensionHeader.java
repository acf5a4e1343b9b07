package dev.carillon.protocol.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parses Sec-WebSocket-Extensions (RFC 6455 section 9.1): offers with parameters, each a token with or without value. */
public final class ExtensionHeader {
    private final String text;
    private int at;

    private ExtensionHeader(String text) {
        this.text = text;
    }

    /** One offered extension; parameters in their order, repeated ones included. */
    public record Offer(String name, List<Map.Entry<String, Optional<String>>> parameters) {}

    /** Thrown for what is not of the header's grammar; the message says what was expected where. */
    public static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        SyntaxException(String message) {
            super(message);
        }
    }

    public static List<Offer> parse(String header) throws SyntaxException {
        return new ExtensionHeader(header).offers();
    }

    private List<Offer> offers() throws SyntaxException {
        List<Offer> offers = new ArrayList<>();
        skipSpaceAnd(',');
        while (at < text.length()) {
            offers.add(offer());
            skipSpace();
            if (at == text.length()) {
                break;
            }
            expect(',');
            skipSpaceAnd(',');
        }
        if (offers.isEmpty()) {
            throw new SyntaxException(
                    "expected an extension name at " + at + " in the Sec-WebSocket-Extensions header");
        }
        return offers;
    }

    private Offer offer() throws SyntaxException {
        String name = token();
        List<Map.Entry<String, Optional<String>>> parameters = new ArrayList<>();
        skipSpace();
        while (at < text.length() && text.charAt(at) == ';') {
            at++;
            skipSpace();
            String key = token();
            skipSpace();
            Optional<String> value = Optional.empty();
            if (at < text.length() && text.charAt(at) == '=') {
                at++;
                skipSpace();
                value = Optional.of(at < text.length() && text.charAt(at) == '"' ? quoted() : token());
                skipSpace();
            }
            parameters.add(Map.entry(key, value));
        }
        return new Offer(name, List.copyOf(parameters));
    }

    private String token() throws SyntaxException {
        int from = at;
        while (at < text.length() && isTokenChar(text.charAt(at))) {
            at++;
        }
        if (from == at) {
            throw new SyntaxException("expected token at " + from + " in the Sec-WebSocket-Extensions header");
        }
        return text.substring(from, at);
    }

    /** A quoted string whose content is a token, as RFC 6455 requires. */
    private String quoted() throws SyntaxException {
        at++;
        StringBuilder content = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\') {
                at++;
            }
            if (at == text.length() || !isTokenChar(text.charAt(at))) {
                throw new SyntaxException("invalid quoted value in the Sec-WebSocket-Extensions header");
            }
            content.append(text.charAt(at++));
        }
        expect('"');
        return content.toString();
    }

    private void expect(char c) throws SyntaxException {
        if (at == text.length() || text.charAt(at) != c) {
            throw new SyntaxException("expected " + c + " at " + at + " in the Sec-WebSocket-Extensions header");
        }
        at++;
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private void skipSpaceAnd(char separator) {
        skipSpace();
        while (at < text.length() && text.charAt(at) == separator) {
            at++;
            skipSpace();
        }
    }

    /** RFC 9110 section 5.6.2. */
    private static boolean isTokenChar(char c) {
        return c > ' ' && c < 0x7F && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }
}
