package dev.carillon.gateway.auth.jwt.keys;

import com.auth0.jwt.interfaces.DecodedJWT;
import java.lang.reflect.Proxy;

/** Any signed text as java-jwt's algorithms take it, whose own decoder takes JSON only. */
final class Jws {
    private Jws() {}

    static DecodedJWT of(String token) {
        String[] parts = token.split("\\.", -1);
        return (DecodedJWT) Proxy.newProxyInstance(
                Jws.class.getClassLoader(),
                new Class<?>[] {DecodedJWT.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getHeader" -> parts[0];
                    case "getPayload" -> parts[1];
                    case "getSignature" -> parts[2];
                    case "getKeyId" -> null;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
