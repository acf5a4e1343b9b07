package dev.carillon.gateway.truth.told;

import dev.carillon.gateway.directory.UserDirectory.KeyForm;
import dev.carillon.gateway.loops.Occasionally;
import dev.carillon.protocol.django.PrimaryKey;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands changes on, with users' keys in the one form that connections are found by, however a site wrote them. Any thread.
 */
public final class UserIds implements Changes {
    private static final Logger LOG = LoggerFactory.getLogger(UserIds.class);

    private final Supplier<@Nullable KeyForm> form;
    private final Changes changes;
    private final Occasionally warnings = new Occasionally();

    /** @param form gives null while it is not known */
    public UserIds(Supplier<@Nullable KeyForm> form, Changes changes) {
        this.form = form;
        this.changes = changes;
    }

    @Override
    public void users(Set<String> ids, Cause cause) {
        KeyForm known = form.get();
        if (ids.isEmpty()) {
            return;
        }
        if (known == null) {
            // The first users are being looked up at this moment, if any are.
            changes.everything(cause);
            return;
        }
        Set<String> keys = new HashSet<>();
        for (String id : ids) {
            PrimaryKey key = known.meant(id);
            if (key != null) {
                keys.add(key.toString());
            } else if (cause == Cause.CONTROL) {
                warn(known);
            }
        }
        if (!keys.isEmpty()) {
            changes.users(keys, cause);
        }
    }

    /** Without the key, which may be anything. */
    private void warn(KeyForm known) {
        warnings.run(times -> LOG.warn(
                "{} time(s) the control channel named a user by what cannot be a primary key, which did nothing: the keys"
                        + " are {}",
                times,
                known.words()));
    }

    @Override
    public void groups(Set<Long> ids, Cause cause) {
        changes.groups(ids, cause);
    }

    @Override
    public void sessions(Set<String> keys) {
        changes.sessions(keys);
    }

    @Override
    public void everything(Cause cause) {
        changes.everything(cause);
    }

    @Override
    public void contentTypes() {
        changes.contentTypes();
    }
}
