package dev.carillon.gateway.testing;

import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.Rights;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.protocol.django.PrimaryKey;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Content types and users as a test puts them. */
public final class TablesInMemory implements UserLookups {
    private final List<ContentType> types = new CopyOnWriteArrayList<>();
    private final List<UserRecord> users = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean away;

    public TablesInMemory(ContentType... types) {
        this.types.addAll(List.of(types));
    }

    public void add(ContentType type) {
        types.add(type);
    }

    public void remove(long id) {
        types.removeIf(type -> type.id() == id);
    }

    /** Adds a user, or puts the row in the place of the one that there was. */
    public void put(UserRecord user) {
        users.removeIf(before -> before.id().equals(user.id()));
        users.add(user);
    }

    public void away(boolean now) {
        away = now;
    }

    public boolean isAway() {
        return away;
    }

    /** How many questions there have been. */
    public int asked() {
        return asked.get();
    }

    private <T> CompletionStage<T> answer(T value) {
        asked.incrementAndGet();
        return away
                ? CompletableFuture.failedStage(new DirectoryException("away"))
                : CompletableFuture.completedStage(value);
    }

    @Override
    public CompletionStage<Optional<UserRecord>> user(PrimaryKey key) {
        return answer(users.stream().filter(user -> user.id().equals(key)).findAny());
    }

    @Override
    public CompletionStage<Optional<UserRecord>> userBy(UserRecord.Field field, String text) {
        return answer(users.stream()
                .filter(user ->
                        text.equals(field == UserRecord.Field.PK ? user.id().toString() : user.username()))
                .findAny());
    }

    @Override
    public CompletionStage<Rights> rights(PrimaryKey id) {
        return answer(Rights.NONE);
    }

    @Override
    public CompletionStage<List<ContentType>> contentTypes() {
        return answer(List.copyOf(types));
    }

    @Override
    public CompletionStage<Boolean> recordLogin(PrimaryKey id, @Nullable LocalDateTime previous, LocalDateTime now) {
        return answer(true);
    }
}
