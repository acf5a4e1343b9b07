package dev.carillon.gateway.directory;

import dev.carillon.protocol.django.PrimaryKey;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Single look-ups in a {@link UserDirectory}, gathered into batches: while the database is busy, waiting look-ups pile up
 * into the next query, and equal ones are asked once.
 *
 * <p>Callable on any thread, event loops included; never blocks. Stages complete on any thread, within
 * {@link DirectoryConfig#timeout}, exceptionally with a {@link DirectoryException}.
 */
public interface UserLookups {
    /** The user whose key column has this value. */
    CompletionStage<Optional<UserRecord>> user(PrimaryKey key);

    /** The user whose field is written so. By primary key they may be remembered, as by {@link #user}. */
    CompletionStage<Optional<UserRecord>> userBy(UserRecord.Field field, String text);

    CompletionStage<Rights> rights(PrimaryKey id);

    CompletionStage<List<ContentType>> contentTypes();

    /** Writes {@code last_login} if it still is {@code previous}; false if another use came first. */
    CompletionStage<Boolean> recordLogin(PrimaryKey id, @Nullable LocalDateTime previous, LocalDateTime now);

    /** Whether what is told of this user may be remembered from before the call. */
    default boolean mayRemember(PrimaryKey id) {
        return false;
    }

    /** The same look-ups, whose answers are never older than the call. */
    default UserLookups anew() {
        return this;
    }
}
