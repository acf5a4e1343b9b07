package dev.carillon.protocol.django;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.protocol.signing.DjangoSecretKey;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One case of a vector file: what the real library was given, and what it said. */
record SesameCase(JsonNode json) {
    @Override
    public String toString() {
        return json.get("id").asText() + ": " + json.get("about").asText();
    }

    SesameSettings settings() {
        return settings(json.get("settings"), json.get("scope").asText());
    }

    /** Those in force when the library made the token. */
    SesameSettings settingsWhenMade() {
        ObjectNode settings = json.get("settings").deepCopy();
        JsonNode differed = made().get("settings_that_differed");
        if (differed != null) {
            settings.setAll((ObjectNode) differed);
        }
        return settings(settings, made().get("scope").asText());
    }

    JsonNode made() {
        return json.get("made");
    }

    boolean madeByTheLibrary() {
        return !made().isNull() && !made().get("token_was_changed_afterwards").asBoolean();
    }

    String token() {
        return json.get("token").asText();
    }

    Instant verifyAt() {
        return instant(json.get("verify_at"));
    }

    @Nullable
    Duration maxAge() {
        return seconds(json.get("max_age"));
    }

    JsonNode expected() {
        return json.get("expected");
    }

    /** The active user whose key field has this value. */
    Optional<JsonNode> activeUser(SesameSettings settings, PrimaryKey key) {
        for (JsonNode user : json.get("users")) {
            if (key(settings, user).equals(key) && user.path("is_active").asBoolean(true)) {
                return Optional.of(user);
            }
        }
        return Optional.empty();
    }

    static Instant instant(JsonNode unixTime) {
        BigDecimal seconds = new BigDecimal(unixTime.asText());
        return Instant.EPOCH.plusNanos(seconds.movePointRight(9).longValueExact());
    }

    static UserState state(JsonNode user) {
        JsonNode lastLogin = user.get("last_login_iso");
        return new UserState(
                user.get("password").textValue(),
                user.path("email").asText(""),
                lastLogin.isNull()
                        ? null
                        : LocalDateTime.parse(lastLogin.asText().replaceFirst("[+-]\\d\\d:\\d\\d$", "")));
    }

    static PrimaryKey key(SesameSettings settings, JsonNode user) {
        JsonNode value = user.get(settings.keyField().name());
        if (value == null) {
            value = user.get("pk");
        }
        if (value.isObject()) {
            return new PrimaryKey.BytesKey(base64(value));
        }
        if (value.isNumber()) {
            return new PrimaryKey.IntegerKey(value.longValue());
        }
        return settings.keyField().packer().toString().equals("uuid")
                ? new PrimaryKey.UuidKey(UUID.fromString(value.asText()))
                : new PrimaryKey.TextKey(value.asText());
    }

    private SesameSettings settings(JsonNode json, String scope) {
        JsonNode packerPath = json.get("SESAME_PACKER");
        List<SesameSettings.Format> formats = new ArrayList<>();
        json.get("SESAME_TOKENS").forEach(format -> formats.add(SesameSettings.Format.of(format.asText())));
        List<DjangoSecretKey> keys = new ArrayList<>();
        keys.add(secretKey(json.get("SECRET_KEY")));
        json.get("SECRET_KEY_FALLBACKS").forEach(key -> keys.add(secretKey(key)));
        return new SesameSettings(
                formats,
                keys,
                seconds(json.get("SESAME_MAX_AGE")),
                new RevocationKey(
                        json.get("SESAME_INVALIDATE_ON_PASSWORD_CHANGE").asBoolean(),
                        json.get("SESAME_INVALIDATE_ON_EMAIL_CHANGE").asBoolean(),
                        json.get("SESAME_ONE_TIME").asBoolean(),
                        json.get("USE_TZ").asBoolean()),
                new SesameSettings.KeyField(
                        json.get("SESAME_PRIMARY_KEY_FIELD").asText(),
                        packerPath.textValue(),
                        packer(packerPath.textValue())),
                new SesameSettings.V1(
                        json.get("SESAME_SALT").asText(),
                        json.get("SESAME_ITERATIONS").asInt(),
                        SesameSettings.Digest.of(json.get("SESAME_DIGEST").asText())),
                new SesameSettings.V2(
                        json.get("SESAME_KEY").asText(),
                        json.get("SESAME_SIGNATURE_SIZE").asInt()),
                scope);
    }

    /** A case names the class that was in force; a setting that differed before may name another. */
    private Packer packer(@Nullable String path) {
        String name = path == null ? json.get("packer").asText() : path.substring(path.lastIndexOf('.') + 1);
        return Packer.of(
                switch (name) {
                    case "ShortPacker" -> "short";
                    case "UnsignedShortPacker" -> "unsigned_short";
                    case "LongPacker", "IntPacker" -> "long";
                    case "UnsignedLongPacker", "UnsignedIntPacker" -> "unsigned_long";
                    case "LongLongPacker" -> "long_long";
                    case "UnsignedLongLongPacker" -> "unsigned_long_long";
                    case "UUIDPacker" -> "uuid";
                    case "BytesPacker" -> "bytes";
                    case "StrPacker" -> "str";
                    default -> name.replaceFirst("^Hex(\\d+)Packer$", "hex$1");
                });
    }

    private static DjangoSecretKey secretKey(JsonNode value) {
        return value.isObject() ? DjangoSecretKey.ofBytes(base64(value)) : DjangoSecretKey.ofText(value.asText());
    }

    private static @Nullable Duration seconds(JsonNode value) {
        return value.isNull() ? null : Duration.between(Instant.EPOCH, instant(value));
    }

    private static byte[] base64(JsonNode value) {
        return Base64.getDecoder().decode(value.get("base64").asText());
    }
}
