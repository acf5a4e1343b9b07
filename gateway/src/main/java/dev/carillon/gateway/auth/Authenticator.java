package dev.carillon.gateway.auth;

import java.util.concurrent.CompletionStage;

/** Tells who presents a credential. */
public interface Authenticator<C extends Credential> {
    /**
     * Checks the credential. Called on an event loop, so it does not block and does no heavy work there; completes on any
     * thread, within a bounded time, always with a result, never exceptionally.
     */
    CompletionStage<AuthResult> authenticate(C credential);
}
