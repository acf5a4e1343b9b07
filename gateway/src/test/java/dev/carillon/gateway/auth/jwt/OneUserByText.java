package dev.carillon.gateway.auth.jwt;

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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A directory of one user, who is asked for by text only. */
final class OneUserByText implements UserLookups {
    final AtomicInteger lookUps = new AtomicInteger();
    /** Since when the user is known. */
    volatile long asOf = JUST_READ;

    private final UserRecord user;
    private volatile @Nullable DirectoryException failure;

    OneUserByText(UserRecord user) {
        this.user = user;
    }

    void failWith(DirectoryException e) {
        failure = e;
    }

    @Override
    public CompletionStage<Optional<UserRecord>> userBy(UserRecord.Field field, String text) {
        lookUps.incrementAndGet();
        DirectoryException failing = failure;
        if (failing != null) {
            return CompletableFuture.failedStage(failing);
        }
        String own = field == UserRecord.Field.PK ? user.id().toString() : user.username();
        return CompletableFuture.completedStage(Optional.of(user).filter(found -> own.equals(text)));
    }

    @Override
    public CompletionStage<Optional<Row>> rowBy(UserRecord.Field field, String text) {
        return userBy(field, text).thenApply(found -> found.map(row -> new Row(row, asOf)));
    }

    @Override
    public CompletionStage<Optional<UserRecord>> user(PrimaryKey key) {
        throw new AssertionError("asked for the sesame key");
    }

    @Override
    public CompletionStage<Rights> rights(PrimaryKey id) {
        throw new AssertionError("asked for permissions");
    }

    @Override
    public CompletionStage<List<ContentType>> contentTypes() {
        throw new AssertionError("asked for content types");
    }

    @Override
    public CompletionStage<Boolean> recordLogin(PrimaryKey id, @Nullable LocalDateTime previous, LocalDateTime now) {
        throw new AssertionError("a login was recorded");
    }
}
