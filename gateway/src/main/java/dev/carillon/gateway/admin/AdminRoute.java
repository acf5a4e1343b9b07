package dev.carillon.gateway.admin;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/** What answers one path on the admin port. */
public interface AdminRoute {
    /** Compared with the whole path of a request, without its query. */
    String path();

    /** The methods it answers, in upper case; the server refuses others with 405. */
    Set<String> methods();

    /**
     * Answers. Called on the admin loop, so it does not block; the stage completes on any thread, and one that fails is
     * answered with 500.
     */
    CompletionStage<AdminResponse> handle(AdminRequest request);
}
