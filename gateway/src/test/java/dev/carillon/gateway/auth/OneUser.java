package dev.carillon.gateway.auth;

import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.Rights;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.protocol.django.PrimaryKey;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A directory of one user, in memory. Not thread-safe. */
public final class OneUser implements UserLookups {
    private final PrimaryKey key;
    private UserRecord row;
    private @Nullable Exception failure;
    private int lookUps;

    public OneUser(PrimaryKey key, UserRecord row) {
        this.key = key;
        this.row = row;
    }

    public UserRecord row() {
        return row;
    }

    public int lookUps() {
        return lookUps;
    }

    public void become(UserRecord changed) {
        row = changed;
    }

    public void failWith(Exception e) {
        failure = e;
    }

    @Override
    public CompletionStage<Optional<UserRecord>> user(PrimaryKey asked) {
        lookUps++;
        return answer(Optional.of(row).filter(found -> key.equals(asked)));
    }

    @Override
    public CompletionStage<Optional<UserRecord>> userBy(UserRecord.Field field, String text) {
        lookUps++;
        String own = field == UserRecord.Field.PK ? row.id().toString() : row.username();
        return answer(Optional.of(row).filter(found -> own.equals(text)));
    }

    @Override
    public CompletionStage<Rights> rights(PrimaryKey id) {
        return answer(Rights.NONE);
    }

    @Override
    public CompletionStage<List<ContentType>> contentTypes() {
        return answer(List.of());
    }

    @Override
    public CompletionStage<Boolean> recordLogin(PrimaryKey id, @Nullable LocalDateTime previous, LocalDateTime now) {
        if (!id.equals(row.id()) || !Objects.equals(previous, row.lastLogin())) {
            return answer(false);
        }
        row = new UserRecord(id, row.username(), row.password(), row.email(), now, row.active(), row.superuser());
        return answer(true);
    }

    private <T> CompletionStage<T> answer(T value) {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        return failure instanceof DirectoryException
                ? CompletableFuture.failedFuture(failure)
                : CompletableFuture.completedFuture(value);
    }
}
