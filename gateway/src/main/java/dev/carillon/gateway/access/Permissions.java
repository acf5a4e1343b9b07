package dev.carillon.gateway.access;

import dev.carillon.gateway.auth.Identity;
import java.util.concurrent.CompletionStage;

/** Tells what an identity may see. */
public interface Permissions {
    /** Callable on an event loop; completes on any thread, exceptionally with a DirectoryException when it cannot tell. */
    CompletionStage<View> visibleTo(Identity identity);
}
