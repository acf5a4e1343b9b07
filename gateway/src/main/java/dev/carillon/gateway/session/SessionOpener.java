package dev.carillon.gateway.session;

import dev.carillon.gateway.access.Permissions;
import dev.carillon.gateway.access.View;
import dev.carillon.gateway.admission.ClientNetwork;
import dev.carillon.gateway.admission.FailureLimits;
import dev.carillon.gateway.admission.Pacer;
import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.Authenticator;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.Identity;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** From a credential to what its user may see, at the pace of {@link Pacer}. Any thread. */
public final class SessionOpener {
    private final Authenticator<Credential> authenticator;
    private final Permissions permissions;
    private final Pacer pacer;
    private final FailureLimits failures;
    private final LongSupplier numbers;

    /** @param numbers tells what was looked up before a change was heard of from what was looked up after it */
    public SessionOpener(
            Authenticator<Credential> authenticator,
            Permissions permissions,
            Pacer pacer,
            FailureLimits failures,
            LongSupplier numbers) {
        this.numbers = numbers;
        this.authenticator = authenticator;
        this.permissions = permissions;
        this.pacer = pacer;
        this.failures = failures;
    }

    /** How an opening ends. */
    public sealed interface Opened {
        /**
         * Let in.
         *
         * @param asOf drawn before anything was looked up, and before what was only remembered had been read
         */
        record Granted(Identity identity, View view, long asOf) implements Opened {}

        /** The credential is nobody's. */
        record Refused(AuthResult.Reason reason) implements Opened {}

        /** It could not be checked now. */
        record Unavailable(String detail) implements Opened {}

        /** It was not looked at: too many bad ones came from there. */
        record TooManyFailures() implements Opened {}

        /** It was not looked at: too many came at once. */
        record Overloaded() implements Opened {}
    }

    /**
     * Who presents a credential.
     *
     * @param loop where its check begins when it had to wait
     * @param present whether it is still there; any thread
     * @param network whom failures are held against; null for nobody
     */
    record Client(
            Executor loop,
            BooleanSupplier present,
            @Nullable ClientNetwork network) {}

    /** Who comes from there now would not be let in, whatever the credential; null where that is not known. */
    @Nullable
    Opened turnedAway(@Nullable ClientNetwork network) {
        if (failures.pauseNanos(network) > 0) {
            return new Opened.TooManyFailures();
        }
        return pacer.isOverloaded() ? new Opened.Overloaded() : null;
    }

    /** When its turn has come. Completes on any thread, within a bounded time, never exceptionally. */
    CompletionStage<Opened> open(Credential credential, Client client) {
        if (failures.pauseNanos(client.network()) > 0) {
            return CompletableFuture.completedStage(new Opened.TooManyFailures());
        }
        Turn turn = new Turn(credential, client);
        switch (pacer.ask(turn)) {
            case NOW -> turn.check();
            case LATER -> {}
            case NEVER -> turn.giveUp();
        }
        return turn.outcome;
    }

    /** At once. Completes on any thread, within a bounded time, never exceptionally. */
    CompletionStage<Opened> check(Credential credential) {
        long asOf = numbers.getAsLong();
        return authenticator
                .authenticate(credential)
                .thenCompose(result -> authorize(result, asOf))
                .exceptionally(failure -> unavailable(AuthResult.Unavailable.after(failure)));
    }

    private CompletionStage<Opened> authorize(AuthResult result, long asOf) {
        return switch (result) {
            case AuthResult.Rejected rejected ->
                CompletableFuture.completedStage(new Opened.Refused(rejected.reason()));
            case AuthResult.Unavailable unavailable -> CompletableFuture.completedStage(unavailable(unavailable));
            case AuthResult.Accepted accepted ->
                permissions
                        .visibleTo(accepted.identity(), accepted.asOf())
                        .thenApply(seen ->
                                new Opened.Granted(accepted.identity(), seen.view(), Math.min(asOf, seen.asOf())));
        };
    }

    private static Opened unavailable(AuthResult.Unavailable result) {
        return new Opened.Unavailable(result.detail());
    }

    private final class Turn implements Pacer.Waiter {
        private final CompletableFuture<Opened> outcome = new CompletableFuture<>();
        private final Credential credential;
        private final Client client;

        Turn(Credential credential, Client client) {
            this.credential = credential;
            this.client = client;
        }

        @Override
        public boolean isPresent() {
            return client.present().getAsBoolean();
        }

        @Override
        public void begin() {
            client.loop().execute(this::check);
        }

        @Override
        public void giveUp() {
            outcome.complete(new Opened.Overloaded());
        }

        /** Asked for again: while it waited, others from there may have failed. */
        private void check() {
            if (failures.pauseNanos(client.network()) > 0) {
                end(new Opened.TooManyFailures());
                return;
            }
            CompletionStage<Opened> checked = null;
            try {
                checked = SessionOpener.this.check(credential);
            } finally {
                // A fault must not take one of the places for good.
                if (checked == null) {
                    pacer.done();
                }
            }
            checked.thenAccept(this::end);
        }

        /** Who was known and came too late, or is a visitor whom the site knows without a name, guesses at nothing. */
        private static boolean isHarmless(AuthResult.Reason reason) {
            return reason == AuthResult.Reason.EXPIRED || reason == AuthResult.Reason.ANONYMOUS;
        }

        private void end(Opened opened) {
            pacer.done();
            if (opened instanceof Opened.Refused refused && !isHarmless(refused.reason())) {
                failures.failed(client.network());
            }
            outcome.complete(opened);
        }
    }
}
