package dev.carillon.protocol.client;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Negotiates permessage-deflate (RFC 7692) with the answers of the guide's server: a window of 12 bits at most in each
 * direction, context takeover unless the client declines it.
 *
 * @param answer the value of the response's Sec-WebSocket-Extensions
 * @param serverWindowBits the window that the client keeps for what we send
 */
public record DeflateOffer(String answer, int serverWindowBits) {
    private static final int WINDOW_BITS = 12;
    private static final String NAME = "permessage-deflate";

    /** Whether, and how, what clients send may be compressed. */
    public enum Compression {
        /** Nothing is compressed in either direction. */
        OFF,
        /** As the client offers. */
        AS_OFFERED,
        /**
         * A client's message refers to none before it, so that each can be read without a window kept for the connection. A
         * server may ask for it whether it was offered or not (RFC 7692 section 7.1.1.2).
         */
        MESSAGE_BY_MESSAGE
    }

    /** The first acceptable offer; unacceptable ones are skipped, as are other extensions. */
    public static Optional<DeflateOffer> negotiate(List<ExtensionHeader.Offer> offers, Compression compression) {
        if (compression == Compression.OFF) {
            return Optional.empty();
        }
        return offers.stream()
                .filter(offer -> offer.name().equals(NAME))
                .map(offer -> accept(offer.parameters(), compression))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<DeflateOffer> accept(
            List<Map.Entry<String, Optional<String>>> parameters, Compression compression) {
        Set<String> seen = new HashSet<>();
        int serverBits = WINDOW_BITS;
        @Nullable Integer clientBits = null;
        for (Map.Entry<String, Optional<String>> parameter : parameters) {
            String value = parameter.getValue().orElse(null);
            if (!seen.add(parameter.getKey())) {
                return Optional.empty();
            }
            switch (parameter.getKey()) {
                case "server_no_context_takeover", "client_no_context_takeover" -> {
                    if (value != null) {
                        return Optional.empty();
                    }
                }
                case "server_max_window_bits" -> {
                    int bits = bits(value);
                    if (bits < 0) {
                        return Optional.empty();
                    }
                    serverBits = Math.min(serverBits, bits);
                }
                case "client_max_window_bits" -> {
                    int bits = value == null ? WINDOW_BITS : bits(value);
                    if (bits < 0) {
                        return Optional.empty();
                    }
                    clientBits = Math.min(WINDOW_BITS, bits);
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        if (compression == Compression.MESSAGE_BY_MESSAGE) {
            seen.add("client_no_context_takeover");
        }
        return Optional.of(new DeflateOffer(answer(seen, serverBits, clientBits), serverBits));
    }

    private static String answer(Set<String> flags, int serverBits, @Nullable Integer clientBits) {
        StringBuilder answer = new StringBuilder(NAME);
        for (String flag : List.of("server_no_context_takeover", "client_no_context_takeover")) {
            if (flags.contains(flag)) {
                answer.append("; ").append(flag);
            }
        }
        answer.append("; server_max_window_bits=").append(serverBits);
        if (clientBits != null) {
            answer.append("; client_max_window_bits=").append(clientBits);
        }
        return answer.toString();
    }

    /** 8 to 15, written without a leading zero; else -1. */
    private static int bits(@Nullable String value) {
        return value != null && value.matches("8|9|1[0-5]") ? Integer.parseInt(value) : -1;
    }
}
