package dev.carillon.gateway.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * For each kind of credential who judges it; null where the kind is not accepted here. A kind that is forgotten does not
 * compile. Any thread.
 */
public record Authenticators(
        @Nullable Authenticator<Credential.SesameToken> sesame,
        @Nullable Authenticator<Credential.JwtToken> jwt,
        @Nullable Authenticator<Credential.SessionCookie> session)
        implements Authenticator<Credential> {

    @Override
    public CompletionStage<AuthResult> authenticate(Credential credential) {
        return switch (credential) {
            case Credential.SesameToken token -> judge(sesame, token);
            case Credential.JwtToken token -> judge(jwt, token);
            case Credential.SessionCookie cookie -> judge(session, cookie);
        };
    }

    private static <C extends Credential> CompletionStage<AuthResult> judge(
            @Nullable Authenticator<C> authenticator, C credential) {
        return authenticator == null
                ? CompletableFuture.completedFuture(new AuthResult.Rejected(AuthResult.Reason.NOT_ACCEPTED))
                : authenticator.authenticate(credential);
    }
}
