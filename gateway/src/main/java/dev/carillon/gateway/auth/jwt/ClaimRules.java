package dev.carillon.gateway.auth.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.gateway.auth.AuthResult.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges the claims of a token whose signature is good. Immutable; pure. */
final class ClaimRules {
    /** The end of the year 9999: what comes later is a mistake, like milliseconds. */
    private static final long LATEST = 253_402_300_799L;

    private static final int LONGEST_USER = 255;
    private static final int NANOS = 1_000_000_000;

    private final JwtConfig config;

    ClaimRules(JwtConfig config) {
        this.config = config;
    }

    /** What was found. */
    sealed interface Judgement {
        /**
         * All is well.
         *
         * @param user what the configured claim holds, as text
         * @param contentTypes empty where the database tells
         * @param expiresAt with the leeway; null for never
         */
        record Good(
                String user,
                Set<String> contentTypes,
                @Nullable Instant expiresAt) implements Judgement {}

        record Bad(Reason reason) implements Judgement {}
    }

    Judgement judge(ObjectNode claims, Instant arrivedAt) {
        Instant issued = time(claims, "iat");
        Instant begins = time(claims, "nbf");
        Instant ends = time(claims, "exp");
        Reason problem = problemOfTimes(claims, arrivedAt, new Times(issued, begins, ends));
        if (problem == null) {
            problem = problemOfParties(claims);
        }
        String user = text(claims.get(config.userClaim()));
        Set<String> contentTypes =
                config.permissions() == JwtConfig.Permissions.TOKEN ? contentTypes(claims) : Set.of();
        if (problem != null || user == null || contentTypes == null) {
            return new Judgement.Bad(problem == null ? Reason.INVALID_CLAIMS : problem);
        }
        return new Judgement.Good(user, contentTypes, ends == null ? null : ends.plus(config.leeway()));
    }

    private record Times(
            @Nullable Instant issued,
            @Nullable Instant begins,
            @Nullable Instant ends) {
        boolean isAfter(Instant moment) {
            return (begins != null && begins.isAfter(moment)) || (issued != null && issued.isAfter(moment));
        }
    }

    private @Nullable Reason problemOfTimes(ObjectNode claims, Instant arrivedAt, Times times) {
        boolean readable = (times.issued != null || !claims.has("iat"))
                && (times.begins != null || !claims.has("nbf"))
                && (times.ends != null || !(claims.has("exp") || config.requireExp()));
        if (!readable) {
            return Reason.INVALID_CLAIMS;
        }
        if (times.ends != null && !times.ends.plus(config.leeway()).isAfter(arrivedAt)) {
            return Reason.EXPIRED;
        }
        if (times.isAfter(arrivedAt.plus(config.leeway()))) {
            return Reason.NOT_YET_VALID;
        }
        Duration longest = config.maxLifetime();
        boolean tooLong = longest != null
                && (times.issued == null
                        || times.ends == null
                        || Duration.between(times.issued, times.ends).compareTo(longest) > 0);
        return tooLong ? Reason.INVALID_CLAIMS : null;
    }

    private @Nullable Reason problemOfParties(ObjectNode claims) {
        JsonNode issuer = claims.path("iss");
        if (!config.issuers().isEmpty()
                && !(issuer.isTextual() && config.issuers().contains(issuer.textValue()))) {
            return Reason.WRONG_ISSUER;
        }
        if (!isForUs(claims.get("aud"))) {
            return Reason.WRONG_AUDIENCE;
        }
        return config.requiredClaims().stream().allMatch(claim -> holds(claims, claim)) ? null : Reason.INVALID_CLAIMS;
    }

    /** RFC 7519 section 4.1.3: a token with an audience is for nobody else. */
    private boolean isForUs(@Nullable JsonNode audience) {
        if (audience == null) {
            return config.audiences().isEmpty();
        }
        return audience.isArray()
                ? audience.valueStream().anyMatch(this::isOurs)
                        && audience.valueStream().allMatch(JsonNode::isTextual)
                : isOurs(audience);
    }

    private boolean isOurs(JsonNode name) {
        return name.isTextual() && config.audiences().contains(name.textValue());
    }

    private static boolean holds(ObjectNode claims, String required) {
        int equals = required.indexOf('=');
        JsonNode claim = claims.get(equals < 0 ? required : required.substring(0, equals));
        return claim != null
                && !claim.isNull()
                && (equals < 0 || (claim.isValueNode() && claim.asText().equals(required.substring(equals + 1))));
    }

    /** A NumericDate of RFC 7519 section 2; null for what is absent or none. */
    private static @Nullable Instant time(ObjectNode claims, String name) {
        JsonNode time = claims.path(name);
        double seconds = time.isNumber() ? time.doubleValue() : -1;
        if (!(seconds >= 0 && seconds <= LATEST)) {
            return null;
        }
        long whole = time.canConvertToExactIntegral() ? time.longValue() : (long) Math.floor(seconds);
        return Instant.ofEpochSecond(whole, (long) ((seconds - whole) * NANOS));
    }

    /** Text, or a whole number; null for what names nobody. */
    private static @Nullable String text(@Nullable JsonNode claim) {
        if (claim == null || !(claim.isTextual() || (claim.isIntegralNumber() && claim.canConvertToLong()))) {
            return null;
        }
        String text = claim.asText();
        boolean fits = !text.isEmpty() && text.length() <= LONGEST_USER;
        return fits && text.codePoints().noneMatch(Character::isISOControl) ? text : null;
    }

    /** Null when they are not listed as they should be. */
    private @Nullable Set<String> contentTypes(ObjectNode claims) {
        JsonNode list = claims.path(config.contentTypesClaim());
        if (!list.isArray()) {
            return null;
        }
        Set<String> types = new HashSet<>();
        for (JsonNode type : list) {
            String text = text(type);
            if (text == null) {
                return null;
            }
            types.add(text);
        }
        return types;
    }
}
