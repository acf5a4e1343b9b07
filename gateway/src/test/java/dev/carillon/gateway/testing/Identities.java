package dev.carillon.gateway.testing;

import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.protocol.django.PrimaryKey;
import java.util.Set;

/** Who connects in tests that need no credential. */
public final class Identities {
    private Identities() {}

    public static UserRecord user(long id) {
        return new UserRecord(new PrimaryKey.IntegerKey(id), "user" + id, null, "", null, true, false);
    }

    /** A user of Django's tables whose credential stands whatever happens. */
    public static Identity django(long id) {
        return new Identity.DjangoUser(user(id), now -> true, null);
    }

    /** Of whom Django's tables know nothing. */
    public static Identity bearer(String id) {
        return new Identity.TokenBearer(id, Set.of(), null);
    }
}
