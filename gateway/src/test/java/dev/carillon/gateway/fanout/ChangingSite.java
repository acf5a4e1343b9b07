package dev.carillon.gateway.fanout;

import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.Rights;
import dev.carillon.gateway.directory.UserDirectory.Account;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.protocol.django.PrimaryKey;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A site's tables in memory, whose answers take a while: what is read is what was there at some time meanwhile. */
final class ChangingSite implements UserLookups {
    private static final int GROUPS = 3;

    private final int types;
    private final Random random;
    private final Map<PrimaryKey, Row> rows = new ConcurrentHashMap<>();

    /** A user's row, and what they may see. */
    record Row(long user, int password, boolean active, Set<Long> types) {
        Account account() {
            UserRecord record = new UserRecord(
                    new PrimaryKey.IntegerKey(user), "user" + user, "pw" + password, "", null, active, false);
            return new Account(
                    record,
                    new Rights(
                            types.stream().map(type -> "a.view_t" + type).collect(Collectors.toSet()),
                            Set.of(group())));
        }

        /** What they may see, they may see by this group. */
        long group() {
            return user % GROUPS;
        }

        /** Whether a connection stays that was let in with a password. */
        boolean keeps(int credential) {
            return active && credential == password;
        }

        /** What such a connection sees. */
        Set<Long> seenWith(int credential) {
            return keeps(credential) ? types : Set.of();
        }
    }

    ChangingSite(int types, Random random) {
        this.types = types;
        this.random = random;
    }

    static PrimaryKey key(long user) {
        return new PrimaryKey.IntegerKey(user);
    }

    Row row(long user) {
        return rows.getOrDefault(key(user), new Row(user, 0, true, Set.of()));
    }

    void put(Row row) {
        rows.put(key(row.user()), row);
    }

    CompletionStage<Map<PrimaryKey, Account>> accounts(Set<PrimaryKey> ids) {
        return later(() -> {
            Map<PrimaryKey, Account> found = new HashMap<>();
            ids.forEach(id ->
                    found.put(id, row(((PrimaryKey.IntegerKey) id).value()).account()));
            return found;
        });
    }

    private <T> CompletionStage<T> later(java.util.function.Supplier<T> answer) {
        return CompletableFuture.supplyAsync(answer, pause()).thenApplyAsync(value -> value, pause());
    }

    private synchronized Executor pause() {
        return CompletableFuture.delayedExecutor(random.nextInt(3), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletionStage<Optional<UserRecord>> user(PrimaryKey key) {
        return later(() ->
                Optional.of(row(((PrimaryKey.IntegerKey) key).value()).account().user()));
    }

    @Override
    public CompletionStage<Optional<UserRecord>> userBy(UserRecord.Field field, String text) {
        return user(key(Long.parseLong(text)));
    }

    @Override
    public CompletionStage<Rights> rights(PrimaryKey id) {
        return later(() -> row(((PrimaryKey.IntegerKey) id).value()).account().rights());
    }

    @Override
    public CompletionStage<List<ContentType>> contentTypes() {
        List<ContentType> all = new ArrayList<>();
        LongStream.range(0, types).forEach(type -> all.add(new ContentType(type, "a", "t" + type)));
        return CompletableFuture.completedStage(all);
    }

    @Override
    public CompletionStage<Boolean> recordLogin(PrimaryKey id, @Nullable LocalDateTime previous, LocalDateTime now) {
        return CompletableFuture.completedStage(true);
    }
}
