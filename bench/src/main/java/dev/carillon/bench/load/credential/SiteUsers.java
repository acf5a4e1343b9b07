package dev.carillon.bench.load.credential;

import dev.carillon.gateway.auth.SesameTokenMaker;
import dev.carillon.gateway.config.ConfigException;
import dev.carillon.gateway.config.ConfigReader;
import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.Rights;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.directory.jdbc.JdbcUserDirectory;
import dev.carillon.protocol.django.PrimaryKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Users of a Django site, in turn: tokens are made with its secret key when they are needed, since they live for seconds
 * only; what each may see is read from its database once, by rules written again here, so that the gateway's own are checked.
 */
final class SiteUsers implements Credentials {
    private static final Duration REUSE = Duration.ofSeconds(5);

    private final SesameTokenMaker maker;
    private final List<User> users;
    private final Duration reuse;
    private final Clock clock;

    private SiteUsers(GatewayConfig config, List<User> users, Clock clock) {
        Duration maxAge = config.sesame().maxAge();
        this.maker = new SesameTokenMaker(config.sesame(), config.django());
        this.users = users;
        this.reuse = maxAge == null || maxAge.dividedBy(4).compareTo(REUSE) > 0 ? REUSE : maxAge.dividedBy(4);
        this.clock = clock;
    }

    static SiteUsers open(@Nullable String file, List<String> keys) throws CredentialException {
        try {
            GatewayConfig config = ConfigReader.readForSite(file == null ? null : Path.of(file), System.getenv())
                    .config();
            if (config.sesame().oneTime()) {
                throw new CredentialException("sesame.one_time is on: each use of a token spoils the user's others, so"
                        + " they cannot be made in numbers; use a token file, each token once");
            }
            return new SiteUsers(config, users(config, keys), Clock.systemUTC());
        } catch (ConfigException e) {
            throw new CredentialException(String.valueOf(e.getMessage()), e);
        } catch (DirectoryException | IllegalArgumentException e) {
            throw new CredentialException("cannot make tokens: " + e.getMessage(), e);
        }
    }

    private static List<User> users(GatewayConfig config, List<String> keys)
            throws CredentialException, DirectoryException {
        SesameTokenMaker maker = new SesameTokenMaker(config.sesame(), config.django());
        Map<String, PrimaryKey> wanted = new LinkedHashMap<>();
        keys.forEach(key -> wanted.put(key, maker.key(key)));
        try (JdbcUserDirectory directory =
                new JdbcUserDirectory(config.django(), config.tables(), config.directory(), false)) {
            Map<PrimaryKey, UserRecord> found = directory.users(new HashSet<>(wanted.values()));
            Map<PrimaryKey, Rights> rights =
                    directory.rights(found.values().stream().map(UserRecord::id).collect(Collectors.toSet()));
            List<ContentType> types = directory.contentTypes();
            List<User> users = new ArrayList<>();
            for (Map.Entry<String, PrimaryKey> each : wanted.entrySet()) {
                UserRecord record = found.get(each.getValue());
                if (record == null || !record.active()) {
                    throw new CredentialException("user " + each.getKey() + " does not exist, or is not active");
                }
                Rights granted = rights.getOrDefault(record.id(), Rights.NONE);
                users.add(new User(each.getValue(), record, visible(record, granted.permissions(), types)));
            }
            return users;
        }
    }

    /** What Django's {@code has_perm} says of view and change, as the guide's server asks it. */
    private static Set<Long> visible(UserRecord user, Set<String> granted, List<ContentType> types) {
        Set<Long> visible = new HashSet<>();
        for (ContentType type : types) {
            boolean sees = granted.contains(type.appLabel() + ".view_" + type.model())
                    || granted.contains(type.appLabel() + ".change_" + type.model());
            if (user.superuser() || sees) {
                visible.add(type.id());
            }
        }
        return Set.copyOf(visible);
    }

    @Override
    public String token(int connection) {
        User user = users.get(connection % users.size());
        Instant now = clock.instant();
        Made made = user.made;
        if (made == null || made.at.plus(reuse).isBefore(now) || made.at.isAfter(now)) {
            made = new Made(maker.make(user.key, user.record, now), now);
            user.made = made;
        }
        return made.token;
    }

    @Override
    public Set<Long> visible(int connection) {
        return users.get(connection % users.size()).visible;
    }

    @Override
    public String name(int connection) {
        return "user " + users.get(connection % users.size()).key;
    }

    /** A token is used for seconds, by all connections of its user: making one of format v1 takes milliseconds. */
    private record Made(String token, Instant at) {
        @Override
        public String toString() {
            return "Made[" + at + "]";
        }
    }

    private static final class User {
        final PrimaryKey key;
        final UserRecord record;
        final Set<Long> visible;
        volatile @Nullable Made made;

        User(PrimaryKey key, UserRecord record, Set<Long> visible) {
            this.key = key;
            this.record = record;
            this.visible = visible;
        }
    }
}
