package dev.carillon.gateway.access;

import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.UserLookups;
import java.util.concurrent.CompletionStage;

/** Tells what an identity may see. */
public interface Permissions {
    /** Callable on an event loop; completes on any thread, exceptionally with a DirectoryException when it cannot tell. */
    CompletionStage<View> visibleTo(Identity identity);

    /**
     * What an identity may see, and since when that is known.
     *
     * @param asOf as that of {@link UserLookups.Row}, of the older of the row and the view
     */
    record Seen(View view, long asOf) {}

    /** The same of an identity whose row is known since then. */
    default CompletionStage<Seen> visibleTo(Identity identity, long asOf) {
        return visibleTo(identity).thenApply(view -> new Seen(view, asOf));
    }
}
