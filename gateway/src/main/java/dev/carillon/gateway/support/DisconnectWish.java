package dev.carillon.gateway.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a disconnecting request asks for: JSON like {@code {"user": 7, "reason": "please log in again"}}. */
record DisconnectWish(Whom whom, Farewell farewell) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> KNOWN = Set.of("user", "username", "everyone", "reason", "code", "over");
    private static final Pattern SPAN = Pattern.compile("(\\d{1,6})(ms|s|m|h)");
    private static final Duration LONGEST = Duration.ofHours(24);

    /** Who is to go. */
    sealed interface Whom {}

    record User(Who who) implements Whom {}

    /** @param over how long it may take; null for the usual pace */
    record Everyone(@Nullable Duration over) implements Whom {}

    /** @throws Refusal where it cannot be understood; nobody is disconnected by a guess */
    static DisconnectWish parse(byte[] body) throws Refusal {
        JsonNode wish;
        try {
            wish = JSON.readTree(body);
        } catch (IOException e) {
            throw new Refusal(400, "the request is not JSON; write it like {\"user\": 7, \"reason\": \"…\"}");
        }
        if (!wish.isObject()) {
            throw new Refusal(400, "the request must be a JSON object like {\"user\": 7, \"reason\": \"…\"}");
        }
        Set<String> unknown = new TreeSet<>();
        wish.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(KNOWN);
        if (!unknown.isEmpty()) {
            throw new Refusal(
                    400,
                    "unknown: " + String.join(", ", unknown) + "; known: " + String.join(", ", new TreeSet<>(KNOWN)));
        }
        return new DisconnectWish(whom(wish), farewell(wish));
    }

    private static Whom whom(JsonNode wish) throws Refusal {
        boolean everyone = wish.path("everyone").asBoolean(false);
        boolean user = wish.hasNonNull("user") || wish.hasNonNull("username");
        if (everyone == user || (wish.has("everyone") && !wish.get("everyone").isBoolean())) {
            throw new Refusal(400, "say whom: either \"user\": ID, or \"username\": NAME, or \"everyone\": true");
        }
        if (everyone) {
            return new Everyone(wish.hasNonNull("over") ? span(wish.get("over").asText()) : null);
        }
        if (wish.hasNonNull("over")) {
            throw new Refusal(400, "over is for everyone; a user's connections are closed at once");
        }
        return new User(Who.of(text(wish, "user"), text(wish, "username")));
    }

    private static @Nullable String text(JsonNode wish, String name) throws Refusal {
        JsonNode value = wish.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual() && !value.isIntegralNumber()) {
            throw new Refusal(400, name + " must be a text or a whole number");
        }
        return value.asText();
    }

    private static Farewell farewell(JsonNode wish) throws Refusal {
        JsonNode code = wish.path("code");
        JsonNode reason = wish.path("reason");
        boolean odd = (wish.hasNonNull("code") && !code.isInt()) || (wish.hasNonNull("reason") && !reason.isTextual());
        if (odd) {
            throw new Refusal(400, "code must be a number and reason a text");
        }
        return Farewell.of(
                code.asInt(Farewell.USUAL.code()), wish.hasNonNull("reason") ? reason.asText() : Farewell.USUAL.text());
    }

    private static Duration span(String text) throws Refusal {
        Matcher matcher = SPAN.matcher(text);
        if (!matcher.matches()) {
            throw new Refusal(400, "over must be a time like 500ms, 30s, 2m or 1h");
        }
        long number = Long.parseLong(matcher.group(1));
        Duration span = switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
        if (span.compareTo(LONGEST) > 0) {
            throw new Refusal(400, "over must not be longer than a day");
        }
        return span;
    }
}
