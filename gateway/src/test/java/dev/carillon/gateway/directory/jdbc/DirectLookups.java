package dev.carillon.gateway.directory.jdbc;

import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.Rights;
import dev.carillon.gateway.directory.UserDirectory;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.protocol.django.PrimaryKey;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks the directory for each look-up, on the caller's thread. */
record DirectLookups(UserDirectory directory) implements UserLookups {
    private interface Query<T> {
        T ask() throws DirectoryException;
    }

    @Override
    public CompletionStage<Optional<UserRecord>> user(PrimaryKey key) {
        return answer(() -> Optional.ofNullable(directory.users(Set.of(key)).get(key)));
    }

    @Override
    public CompletionStage<Optional<UserRecord>> userBy(UserRecord.Field field, String text) {
        return answer(
                () -> Optional.ofNullable(directory.usersBy(field, Set.of(text)).get(text)));
    }

    @Override
    public CompletionStage<Rights> rights(PrimaryKey id) {
        return answer(() -> directory.rights(Set.of(id)).getOrDefault(id, Rights.NONE));
    }

    @Override
    public CompletionStage<List<ContentType>> contentTypes() {
        return answer(directory::contentTypes);
    }

    @Override
    public CompletionStage<Boolean> recordLogin(PrimaryKey id, @Nullable LocalDateTime previous, LocalDateTime now) {
        return answer(() -> directory.recordLogin(id, previous, now));
    }

    private static <T> CompletionStage<T> answer(Query<T> query) {
        try {
            return CompletableFuture.completedStage(query.ask());
        } catch (DirectoryException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
