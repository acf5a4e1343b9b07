package dev.carillon.gateway.handshake;

import dev.carillon.protocol.client.Origin;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A list of origins, each allowed as a whole: there are no patterns. Immutable. */
public final class AllowedOrigins {
    private final Set<Origin> allowed = new HashSet<>();

    private AllowedOrigins() {}

    /** @throws IllegalArgumentException for what is no origin; the message says what to write */
    public static AllowedOrigins of(List<String> origins) {
        AllowedOrigins all = new AllowedOrigins();
        for (String text : origins) {
            all.allowed.add(Origin.parse(text)
                    .orElseThrow(() -> new IllegalArgumentException("origins: '" + text + "' is no origin: write it as"
                            + " browsers do, like https://example.org or http://localhost:8000, without a path, and"
                            + " international names as xn--")));
        }
        return all;
    }

    public boolean isEmpty() {
        return allowed.isEmpty();
    }

    /** Whether a request with this Origin header may come: an origin that is none is not allowed. */
    public boolean allows(String header) {
        return Origin.parse(header).filter(allowed::contains).isPresent();
    }
}
