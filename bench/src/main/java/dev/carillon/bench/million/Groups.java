package dev.carillon.bench.million;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.protocol.django.PrimaryKey;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The users, in place of a database: one for each group. All see the content type 1, each group its share of the others,
 * and the last type nobody, until it is granted. Immutable; any thread.
 */
final class Groups implements UserLookups {
    /** What everybody sees. */
    static final long COMMON = 1;

    private final int groups;
    private final int types;
    private final List<ContentType> contentTypes;

    Groups(int groups, int types) {
        this.groups = groups;
        this.types = types;
        this.contentTypes = LongStream.rangeClosed(1, types + 1L)
                .mapToObj(id -> new ContentType(id, "bench", "type" + id))
                .toList();
    }

    int count() {
        return groups;
    }

    /** What nobody sees yet. */
    long ungranted() {
        return types + 1L;
    }

    VisibleTypes seenBy(int group) {
        return VisibleTypes.of(ids(group).toArray());
    }

    VisibleTypes seenBy(int group, long granted) {
        return VisibleTypes.of(
                LongStream.concat(ids(group), LongStream.of(granted)).toArray());
    }

    private LongStream ids(int group) {
        return LongStream.rangeClosed(1, types).filter(id -> id == COMMON || id % groups == group);
    }

    UserRecord user(int group) {
        String hash = "pbkdf2_sha256$870000$saltsaltsaltsaltsaltsa$" + "h".repeat(43) + "=";
        return new UserRecord(new PrimaryKey.IntegerKey(group), "user" + group, hash, "", null, true, false);
    }

    @Override
    public CompletionStage<Optional<UserRecord>> user(PrimaryKey key) {
        return CompletableFuture.completedStage(Optional.of(user(group(key))));
    }

    @Override
    public CompletionStage<Set<String>> permissions(PrimaryKey id) {
        return CompletableFuture.completedStage(
                ids(group(id)).mapToObj(type -> "bench.view_type" + type).collect(Collectors.toSet()));
    }

    private static int group(PrimaryKey key) {
        return Math.toIntExact(((PrimaryKey.IntegerKey) key).value());
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
