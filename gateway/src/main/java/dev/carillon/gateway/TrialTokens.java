package dev.carillon.gateway;

import dev.carillon.gateway.auth.SesameTokenMaker;
import dev.carillon.gateway.auth.jwt.JwtConfig;
import dev.carillon.gateway.auth.jwt.JwtTokenMaker;
import dev.carillon.gateway.command.Seams;
import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.directory.jdbc.JdbcUserDirectory;
import dev.carillon.protocol.django.PrimaryKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tokens for trying out, of every kind. */
final class TrialTokens {
    private TrialTokens() {}

    static String make(GatewayConfig config, Seams.User who, Seams.@Nullable JwtWish jwt) throws Exception {
        return Wiring.forOperator(() -> jwt == null ? sesame(config, who) : jwt(config, who, jwt));
    }

    private static String sesame(GatewayConfig config, Seams.User who) throws DirectoryException, Seams.Failure {
        SesameTokenMaker maker = new SesameTokenMaker(config.sesame(), config.django());
        try (JdbcUserDirectory directory =
                new JdbcUserDirectory(config.django(), config.tables(), config.directory(), false)) {
            if (who.username() != null && config.tables().userSesameKey() != null) {
                throw new Seams.Failure(
                        "tokens hold tables.user_sesame_key here, not the primary key: name the user by it, with --user");
            }
            UserRecord user = active(find(directory, maker, who), who);
            PrimaryKey key = who.key() == null ? user.id() : key(maker, who.key());
            return maker.make(key, user, Instant.now());
        }
    }

    private static @Nullable UserRecord find(JdbcUserDirectory directory, SesameTokenMaker maker, Seams.User who)
            throws DirectoryException, Seams.Failure {
        if (who.username() != null) {
            return directory
                    .usersBy(UserRecord.Field.USERNAME, Set.of(who.username()))
                    .get(who.username());
        }
        PrimaryKey key = key(maker, String.valueOf(who.key()));
        return directory.users(Set.of(key)).get(key);
    }

    private static PrimaryKey key(SesameTokenMaker maker, String text) throws Seams.Failure {
        try {
            return maker.key(text);
        } catch (IllegalArgumentException e) {
            throw new Seams.Failure("'" + text + "' is no key as sesame.key_format has them: " + e.getMessage(), e);
        }
    }

    private static UserRecord active(@Nullable UserRecord user, Seams.User who) throws Seams.Failure {
        if (user == null) {
            throw new Seams.Failure("there is no " + who + " in the database");
        }
        if (!user.active()) {
            throw new Seams.Failure(who + " is not active, and no token would be accepted");
        }
        return user;
    }

    private static String jwt(GatewayConfig config, Seams.User who, Seams.JwtWish wish)
            throws DirectoryException, Seams.Failure {
        if (!config.jwt().isOn()) {
            throw new Seams.Failure("no JWT is accepted here: set jwt.secrets, jwt.public_keys or jwt.jwks.url");
        }
        JwtTokenMaker maker = new JwtTokenMaker(
                config.jwt(), wish.privateKey() == null ? null : read(wish.privateKey()), wish.keyId());
        return maker.make(subject(config, who), wish.sees(), wish.lifetime(), Instant.now());
    }

    private static String read(Path file) throws Seams.Failure {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new Seams.Failure("cannot read the file " + file, e);
        }
    }

    /** What the token calls the user; whom no database knows, where the token itself tells what they may see. */
    private static String subject(GatewayConfig config, Seams.User who) throws DirectoryException, Seams.Failure {
        UserRecord.Field given = who.key() != null ? UserRecord.Field.PK : UserRecord.Field.USERNAME;
        String text = String.valueOf(who.key() != null ? who.key() : who.username());
        if (config.jwt().permissions() == JwtConfig.Permissions.TOKEN
                && given == config.jwt().userField()) {
            return text;
        }
        try (JdbcUserDirectory directory =
                new JdbcUserDirectory(config.django(), config.tables(), config.directory(), false)) {
            UserRecord user = active(directory.usersBy(given, Set.of(text)).get(text), who);
            return switch (config.jwt().userField()) {
                case PK -> user.id().toString();
                case USERNAME -> user.username();
            };
        }
    }
}
