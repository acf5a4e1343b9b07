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
    /** In the place of a number: nothing of it is remembered from before it was asked for. */
    long JUST_READ = Long.MAX_VALUE;

    /**
     * A user's row, and since when it is known.
     *
     * @param asOf where it was remembered, the number that was drawn before it was read; else {@link #JUST_READ}
     */
    record Row(UserRecord user, long asOf) {}

    /** The user whose key column has this value. */
    CompletionStage<Optional<UserRecord>> user(PrimaryKey key);

    /** The user whose field is written so. By primary key they may be remembered, as by {@link #user}. */
    CompletionStage<Optional<UserRecord>> userBy(UserRecord.Field field, String text);

    /** As {@link #user}, and since when that is known. */
    default CompletionStage<Optional<Row>> row(PrimaryKey key) {
        return user(key).thenApply(found -> found.map(user -> new Row(user, JUST_READ)));
    }

    /** As {@link #userBy}, and since when that is known. */
    default CompletionStage<Optional<Row>> rowBy(UserRecord.Field field, String text) {
        return userBy(field, text).thenApply(found -> found.map(user -> new Row(user, JUST_READ)));
    }

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
