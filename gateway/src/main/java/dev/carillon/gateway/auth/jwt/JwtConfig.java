package dev.carillon.gateway.auth.jwt;

import dev.carillon.gateway.auth.jwt.keys.ConfiguredKeys;
import dev.carillon.gateway.auth.jwt.keys.JwksConfig;
import dev.carillon.gateway.auth.jwt.keys.JwtAlgorithm;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.settings.Secret;
import dev.carillon.gateway.settings.Setting;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** JSON Web Tokens as credentials: by which keys, with which claims, for whom. Without keys none is accepted. */
public record JwtConfig(
        @Setting(
                "Shared secrets of HS256, HS384 and HS512, of at least 32, 48 or 64 bytes; several while one is replaced."
                        + " 'base64:...' and 'hex:...' are decoded, all else is text ('text:...' where it begins so). 'kid:NAME:'"
                        + " before one gives it a key id.")
        List<Secret> secrets,

        @Setting(
                "Public keys or certificates in PEM, or files of them, of RS, PS and ES algorithms. 'kid:NAME:' before one"
                        + " gives it a key id.")
        List<String> publicKeys,

        @Setting("The signature algorithms that are accepted, like RS256; empty for all that a key can be used with.")
        List<JwtAlgorithm> algorithms,

        @Setting("Issuers ('iss') whose tokens are accepted; empty for any, with or without one.")
        List<String> issuers,

        @Setting("Names that the gateway has in a token's audience ('aud'), one of which the token must have; empty for"
                + " tokens without audience only.")
        List<String> audiences,

        @Setting(value = "How far the issuer's clock may be off: at every time in a token.", fallback = "10s")
        Duration leeway,

        @Setting(
                value = "Whether a token must say when it expires ('exp'); one that does not opens a connection that"
                        + " nothing ends.",
                fallback = "true")
        boolean requireExp,

        @Setting(
                value =
                        "The longest life of a token, 'exp' less 'iat', which it then must have; longer ones are refused."
                                + " 'none' for any.",
                fallback = "none")
        @Nullable
        Duration maxLifetime,

        @Setting("Claims that a token must have, each a name, or name=value where the value matters, like"
                + " token_type=access.")
        List<String> requiredClaims,

        @Setting(
                value = "Types ('typ' in the header) that are accepted; a token without one always is.",
                fallback = "JWT,at+jwt")
        List<String> types,

        @Setting(value = "The claim that names the user.", fallback = "sub")
        String userClaim,

        @Setting(value = "What that claim holds: the user's pk (primary key), or their username.", fallback = "pk")
        UserRecord.Field userField,

        @Setting(
                value =
                        "What tells what the user may see: the database, or the token itself, and then no user is looked"
                                + " up.",
                fallback = "database")
        Permissions permissions,

        @Setting(
                value = "The claim that lists content types where the token tells: ids, or app_label.model.",
                fallback = "content_types")
        String contentTypesClaim,

        @Setting(
                "Ids of content types by name, like shop.order=9, for tokens that list names: these are not looked up in the"
                        + " database. Without a database no others are known.")
        List<String> contentTypes,

        JwksConfig jwks) {

    private static final Pattern NAMED_TYPE = Pattern.compile("([^.=]+\\.[^.=]+)=(\\d{1,18})");
    private static final Duration MOST_LEEWAY = Duration.ofMinutes(10);

    /** What tells what a user may see. */
    public enum Permissions {
        DATABASE,
        TOKEN
    }

    public JwtConfig {
        secrets = List.copyOf(secrets);
        publicKeys = List.copyOf(publicKeys);
        algorithms = List.copyOf(algorithms);
        issuers = List.copyOf(issuers);
        audiences = List.copyOf(audiences);
        requiredClaims = List.copyOf(requiredClaims);
        types = List.copyOf(types);
        contentTypes = List.copyOf(contentTypes);
        if (leeway.isNegative() || leeway.compareTo(MOST_LEEWAY) > 0) {
            throw new IllegalArgumentException("leeway must be between 0s and 10m");
        }
        if (maxLifetime != null && (maxLifetime.isZero() || maxLifetime.isNegative() || !requireExp)) {
            throw new IllegalArgumentException("max_lifetime must be above zero, and goes with require_exp only");
        }
        if (userClaim.isEmpty() || contentTypesClaim.isEmpty()) {
            throw new IllegalArgumentException("user_claim and content_types_claim must not be empty");
        }
        if (requiredClaims.stream().anyMatch(claim -> claim.isEmpty() || claim.startsWith("="))) {
            throw new IllegalArgumentException("required_claims are written like name or name=value");
        }
        if (!contentTypes.stream().allMatch(type -> NAMED_TYPE.matcher(type).matches())) {
            throw new IllegalArgumentException("content_types are written like shop.order=9");
        }
        var _ = ConfiguredKeys.secrets(secrets, allowed(algorithms));
        boolean used = !issuers.isEmpty() || !audiences.isEmpty() || !algorithms.isEmpty() || !requiredClaims.isEmpty();
        if ((used || permissions == Permissions.TOKEN) && secrets.isEmpty() && publicKeys.isEmpty() && !jwks.isOn()) {
            throw new IllegalArgumentException("issuers, audiences, algorithms, required_claims and permissions say how"
                    + " tokens are judged, but there is no key: set jwt.secrets, jwt.public_keys or jwt.jwks.url");
        }
    }

    /** Whether tokens are accepted at all. */
    public boolean isOn() {
        return !secrets.isEmpty() || !publicKeys.isEmpty() || jwks.isOn();
    }

    /** Whether tokens tell what their bearers see. */
    public boolean tellsAll() {
        return isOn() && permissions == Permissions.TOKEN;
    }

    /** Those of {@link #contentTypes}, by name. */
    public Map<String, Long> idsOfTypes() {
        return contentTypes.stream()
                .map(type -> type.split("=", 2))
                .collect(Collectors.toMap(named -> named[0], named -> Long.valueOf(named[1]), (first, last) -> last));
    }

    /** {@link #types} as {@link SignedToken} compares them. */
    List<String> acceptedTypes() {
        return types.stream().map(SignedToken::mediaType).toList();
    }

    Set<JwtAlgorithm> allowed() {
        return allowed(algorithms);
    }

    private static Set<JwtAlgorithm> allowed(List<JwtAlgorithm> algorithms) {
        return algorithms.isEmpty() ? EnumSet.allOf(JwtAlgorithm.class) : EnumSet.copyOf(algorithms);
    }
}
