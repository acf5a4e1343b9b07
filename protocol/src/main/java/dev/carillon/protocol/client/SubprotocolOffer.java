package dev.carillon.protocol.client;

import java.util.Arrays;
import java.util.List;

/**
 * What a client offers in Sec-WebSocket-Protocol (RFC 6455 section 4.1). A browser's page can set no other header, so a token
 * may stand there, behind a prefix. The server must select one of the offered names, or browsers end the connection; since
 * that must not be the token, {@link #NAME} is to be offered beside it.
 *
 * @param named whether {@link #NAME} is offered
 * @param tokens secret
 */
public record SubprotocolOffer(boolean named, List<String> tokens) {
    /** The one subprotocol that is spoken here: it is what is spoken without any, too. */
    public static final String NAME = "carillon";

    /** What comes before a token; its characters are those of a base64url text or a JWT. */
    public static final String TOKEN_PREFIX = "carillon.bearer.";

    /** @param headers the header's values, each a list by commas; other names are passed over */
    public static SubprotocolOffer parse(List<String> headers) {
        List<String> names = headers.stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .map(String::strip)
                .toList();
        return new SubprotocolOffer(
                names.contains(NAME),
                names.stream()
                        .filter(name -> name.startsWith(TOKEN_PREFIX))
                        .map(name -> name.substring(TOKEN_PREFIX.length()))
                        .toList());
    }

    @Override
    public String toString() {
        return "SubprotocolOffer[named=" + named + ", tokens=" + tokens.size() + "]";
    }
}
