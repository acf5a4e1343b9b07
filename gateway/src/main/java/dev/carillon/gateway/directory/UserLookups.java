package dev.carillon.gateway.directory;

import dev.carillon.protocol.django.PrimaryKey;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /** The user whose primary key Django writes so, as {@code str(user.pk)}. */
    CompletionStage<Optional<UserRecord>> userById(String id);

    /** Own and group permissions as {@code app_label.codename}; empty for none. */
    CompletionStage<Set<String>> permissions(PrimaryKey id);

    /** All content types, as of no earlier than the call. */
    CompletionStage<List<ContentType>> contentTypes();

    /** Writes {@code last_login} if it still is {@code previous}; false if another use came first. */
    CompletionStage<Boolean> recordLogin(PrimaryKey id, @Nullable LocalDateTime previous, LocalDateTime now);
}
