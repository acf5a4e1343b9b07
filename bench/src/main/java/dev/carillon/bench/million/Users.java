package dev.carillon.bench.million;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.Rights;
import dev.carillon.gateway.directory.UserDirectory.Account;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.truth.Rereading;
import dev.carillon.protocol.django.PrimaryKey;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The users, in place of a database: one for each connection, in groups. All see the content type 1, each group its share of
 * the others, and the last type nobody, until it is granted to the first group. Any thread.
 */
final class Users implements UserLookups, Rereading.Accounts {
    /** What everybody sees. */
    static final long COMMON = 1;

    /** The group whose permission changes. */
    static final long CHANGING = 0;

    private final int groups;
    private final int types;
    private final int stride;
    private final List<ContentType> contentTypes;
    private final List<Rights> rights;
    private final Rights granted;
    private volatile boolean isGranted;

    /** @param stride so many users in a row are of the same group, the next ones of the next */
    Users(int groups, int types, int stride) {
        this.groups = groups;
        this.types = types;
        this.stride = stride;
        this.contentTypes = LongStream.rangeClosed(1, types + 1L)
                .mapToObj(id -> new ContentType(id, "bench", "type" + id))
                .toList();
        this.rights = LongStream.range(0, groups)
                .mapToObj(group -> rights(group, types(group)))
                .toList();
        this.granted = rights(CHANGING, LongStream.concat(types(CHANGING), LongStream.of(ungranted())));
    }

    private static Rights rights(long group, LongStream types) {
        return new Rights(types.mapToObj(type -> "bench.view_type" + type).collect(Collectors.toSet()), Set.of(group));
    }

    private LongStream types(long group) {
        return LongStream.rangeClosed(1, types).filter(id -> id == COMMON || id % groups == group);
    }

    /** What nobody sees yet. */
    long ungranted() {
        return types + 1L;
    }

    /** Grants it to the changing group, or takes it away again. */
    void grant(boolean isGranted) {
        this.isGranted = isGranted;
    }

    /** What the changing group sees now. */
    VisibleTypes seenByChanging() {
        LongStream ids = isGranted ? LongStream.concat(types(CHANGING), LongStream.of(ungranted())) : types(CHANGING);
        return VisibleTypes.of(ids.toArray());
    }

    UserRecord user(long id) {
        String hash = "pbkdf2_sha256$870000$saltsaltsaltsaltsaltsa$" + "h".repeat(43) + "=";
        return new UserRecord(new PrimaryKey.IntegerKey(id), "user" + id, hash, "", null, true, false);
    }

    private Rights rightsOf(PrimaryKey id) {
        int group = (int) (number(id) / stride % groups);
        return group == CHANGING && isGranted ? granted : rights.get(group);
    }

    private static long number(PrimaryKey key) {
        return ((PrimaryKey.IntegerKey) key).value();
    }

    @Override
    public CompletionStage<Optional<UserRecord>> user(PrimaryKey key) {
        return CompletableFuture.completedStage(Optional.of(user(number(key))));
    }

    @Override
    public CompletionStage<Optional<UserRecord>> userBy(UserRecord.Field field, String text) {
        throw new UnsupportedOperationException("tokens hold keys here");
    }

    @Override
    public CompletionStage<Rights> rights(PrimaryKey id) {
        return CompletableFuture.completedStage(rightsOf(id));
    }

    @Override
    public CompletionStage<Map<PrimaryKey, Account>> read(Set<PrimaryKey> ids) {
        Map<PrimaryKey, Account> accounts = new HashMap<>();
        ids.forEach(id -> accounts.put(id, new Account(user(number(id)), rightsOf(id))));
        return CompletableFuture.completedStage(accounts);
    }

    @Override
    public CompletionStage<List<ContentType>> contentTypes() {
        return CompletableFuture.completedStage(contentTypes);
    }

    @Override
    public CompletionStage<Boolean> recordLogin(PrimaryKey id, @Nullable LocalDateTime previous, LocalDateTime now) {
        return CompletableFuture.completedStage(true);
    }
}
