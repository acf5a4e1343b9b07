package dev.carillon.gateway.session;

import dev.carillon.gateway.access.Permissions;
import dev.carillon.gateway.access.View;
import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.Authenticator;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.Identity;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** From a credential to what its user may see. Any thread. */
public final class SessionOpener {
    private final Authenticator<Credential> authenticator;
    private final Permissions permissions;
    private final LongSupplier numbers;

    /** @param numbers tells what was looked up before a change was heard of from what was looked up after it */
    public SessionOpener(Authenticator<Credential> authenticator, Permissions permissions, LongSupplier numbers) {
        this.numbers = numbers;
        this.authenticator = authenticator;
        this.permissions = permissions;
    }

    /** How an opening ends. */
    public sealed interface Opened {
        /**
         * Let in.
         *
         * @param asOf drawn before anything was looked up
         */
        record Granted(Identity identity, View view, long asOf) implements Opened {}

        /** The credential is nobody's. */
        record Refused(AuthResult.Reason reason) implements Opened {}

        /** It could not be checked now. */
        record Unavailable(String detail) implements Opened {}
    }

    /** Completes on any thread, within a bounded time, never exceptionally. */
    public CompletionStage<Opened> open(Credential credential) {
        long asOf = numbers.getAsLong();
        return authenticator
                .authenticate(credential)
                .thenCompose(result -> authorize(result, asOf))
                .exceptionally(SessionOpener::unavailable);
    }

    private CompletionStage<Opened> authorize(AuthResult result, long asOf) {
        return switch (result) {
            case AuthResult.Rejected rejected ->
                CompletableFuture.completedStage(new Opened.Refused(rejected.reason()));
            case AuthResult.Unavailable unavailable ->
                CompletableFuture.completedStage(new Opened.Unavailable(unavailable.detail()));
            case AuthResult.Accepted accepted ->
                permissions
                        .visibleTo(accepted.identity())
                        .thenApply(view -> new Opened.Granted(accepted.identity(), view, asOf));
        };
    }

    private static Opened unavailable(@Nullable Throwable failure) {
        Throwable cause = failure != null && failure.getCause() != null ? failure.getCause() : failure;
        return new Opened.Unavailable(String.valueOf(cause == null ? null : cause.getMessage()));
    }
}
