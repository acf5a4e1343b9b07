package dev.carillon.gateway.auth;

import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.Rights;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.protocol.django.PrimaryKey;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Tells of a user what their row was when this was made, whoever asks; and asks on when asked for it anew. */
public final class RememberedUser implements UserLookups {
    /** Since when. */
    public static final long AS_OF = 42;

    private final OneUser users;
    private final UserRecord then;

    public RememberedUser(OneUser users) {
        this.users = users;
        this.then = users.row();
    }

    @Override
    public CompletionStage<Optional<UserRecord>> user(PrimaryKey key) {
        return CompletableFuture.completedStage(Optional.of(then));
    }

    @Override
    public CompletionStage<Optional<UserRecord>> userBy(UserRecord.Field field, String text) {
        return CompletableFuture.completedStage(Optional.of(then));
    }

    @Override
    public CompletionStage<Optional<Row>> row(PrimaryKey key) {
        return CompletableFuture.completedStage(Optional.of(new Row(then, AS_OF)));
    }

    @Override
    public CompletionStage<Optional<Row>> rowBy(UserRecord.Field field, String text) {
        return CompletableFuture.completedStage(Optional.of(new Row(then, AS_OF)));
    }

    @Override
    public CompletionStage<Rights> rights(PrimaryKey id) {
        return users.rights(id);
    }

    @Override
    public CompletionStage<List<ContentType>> contentTypes() {
        return users.contentTypes();
    }

    @Override
    public CompletionStage<Boolean> recordLogin(PrimaryKey id, @Nullable LocalDateTime previous, LocalDateTime now) {
        return users.recordLogin(id, previous, now);
    }

    @Override
    public boolean mayRemember(PrimaryKey id) {
        return true;
    }

    @Override
    public UserLookups anew() {
        return users;
    }
}
