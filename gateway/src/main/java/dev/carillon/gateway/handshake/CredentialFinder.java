package dev.carillon.gateway.handshake;

import dev.carillon.gateway.auth.Credential;
import dev.carillon.protocol.client.Origin;
import dev.carillon.protocol.client.SubprotocolOffer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the credential of an opening handshake. A token goes before a cookie, which browsers send by themselves; two tokens
 * are none, for it would be a guess which one is meant. Immutable.
 */
public final class CredentialFinder {
    private static final Pattern BEARER = Pattern.compile("bearer(?: +(.*))?", Pattern.CASE_INSENSITIVE);

    private final CredentialsConfig config;
    private final Function<List<String>, Optional<String>> sessionCookie;
    private final AllowedOrigins cookieOrigins;

    /**
     * @param sessionCookie the session cookie's value out of the Cookie headers; always empty where sessions are not accepted
     */
    public CredentialFinder(CredentialsConfig config, Function<List<String>, Optional<String>> sessionCookie) {
        this.config = config;
        this.sessionCookie = config.cookie() ? sessionCookie : cookies -> Optional.empty();
        this.cookieOrigins = AllowedOrigins.of(config.origins());
    }

    /** What was found. */
    public sealed interface Finding {
        /** No credential; the first message may be one. */
        record Nothing() implements Finding {}

        record Found(Credential credential, Place place) implements Finding {}

        /** The handshake is to be refused, with this HTTP status and a text for people. */
        record Refused(int status, String words) implements Finding {}
    }

    /**
     * @param headers all values of a header by its name in any case, in order; empty for none
     * @param target the request's target, whose query may hold a token
     */
    public Finding find(Function<String, List<String>> headers, String target, Instant arrivedAt) {
        SubprotocolOffer offer =
                SubprotocolOffer.parse(config.subprotocol() ? headers.apply("Sec-WebSocket-Protocol") : List.of());
        if (!offer.tokens().isEmpty() && !offer.named()) {
            return new Finding.Refused(
                    400,
                    "A token among the subprotocols needs the subprotocol " + SubprotocolOffer.NAME + " beside it.\n");
        }
        List<Finding.Found> tokens = new ArrayList<>();
        if (config.authorization()) {
            bearers(headers.apply("Authorization"))
                    .forEach(text -> tokens.add(found(text, arrivedAt, Place.AUTHORIZATION)));
        }
        offer.tokens().forEach(text -> tokens.add(found(text, arrivedAt, Place.SUBPROTOCOL)));
        if (!config.queryParameter().isEmpty()) {
            parameters(target).forEach(text -> tokens.add(found(text, arrivedAt, Place.QUERY)));
        }
        return switch (tokens.size()) {
            case 0 -> cookie(headers, arrivedAt);
            case 1 -> tokens.getFirst();
            default -> new Finding.Refused(400, "The request holds more than one token.\n");
        };
    }

    private static Finding.Found found(String text, Instant arrivedAt, Place place) {
        return new Finding.Found(Credential.ofText(text, arrivedAt), place);
    }

    /** Of other schemes, like a proxy's Basic, nothing is known here. */
    private static List<String> bearers(List<String> headers) {
        return headers.stream()
                .map(header -> BEARER.matcher(header.strip()))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1) == null ? "" : matcher.group(1).strip())
                .toList();
    }

    private List<String> parameters(String target) {
        int query = target.indexOf('?');
        if (query < 0) {
            return List.of();
        }
        String name = config.queryParameter() + "=";
        return Pattern.compile("&")
                .splitAsStream(target.substring(query + 1))
                .filter(pair -> pair.startsWith(name))
                .map(pair -> decoded(pair.substring(name.length())))
                .toList();
    }

    /** What cannot be decoded is no token either. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private Finding cookie(Function<String, List<String>> headers, Instant arrivedAt) {
        Optional<String> value = sessionCookie.apply(headers.apply("Cookie"));
        if (value.filter(text -> !text.isEmpty()).isEmpty()) {
            return new Finding.Nothing();
        }
        if (!fromAllowedOrigin(headers)) {
            return new Finding.Refused(403, "The session cookie is not accepted from this origin.\n");
        }
        return new Finding.Found(new Credential.SessionCookie(value.get(), arrivedAt), Place.COOKIE);
    }

    /** A page of any site can open a WebSocket here, and the browser adds the cookie; only Origin tells which page it was. */
    private boolean fromAllowedOrigin(Function<String, List<String>> headers) {
        List<String> origins = headers.apply("Origin");
        List<String> hosts = headers.apply("Host");
        if (origins.size() != 1) {
            return false;
        }
        if (!cookieOrigins.isEmpty()) {
            return cookieOrigins.allows(origins.getFirst());
        }
        return hosts.size() == 1
                && Origin.parse(origins.getFirst())
                        .filter(origin -> origin.isHost(hosts.getFirst()))
                        .isPresent();
    }
}
