package dev.carillon.gateway.auth;

import dev.carillon.gateway.directory.UserRecord;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who a connection belongs to, and for how long. Immutable. */
public sealed interface Identity {
    /** The user, as text: Django's {@code str(user.pk)}, or the token's subject. */
    String userId();

    /** When the credential ends, and with it the connection; null for never (a sesame token opens, it does not keep). */
    @Nullable
    Instant expiresAt();

    /**
     * A user of Django's tables, which also tell what they may see.
     *
     * @param userId of the user's primary key; kept since all who look for the user's connections do so by it
     * @param bond whether the credential still stands as the user's row changes
     */
    record DjangoUser(
            UserRecord user,
            String userId,
            Bond bond,
            @Nullable Instant expiresAt) implements Identity {
        public DjangoUser(UserRecord user, Bond bond, @Nullable Instant expiresAt) {
            this(user, user.id().toString(), bond, expiresAt);
        }

        @Override
        public String toString() {
            return "DjangoUser[" + user + ", expiresAt=" + expiresAt + "]";
        }
    }

    /**
     * Whoever a signed token names; the token itself tells what they may see, and no database is asked.
     *
     * @param contentTypes each an id, or {@code app_label.model}
     */
    record TokenBearer(
            String userId,
            Set<String> contentTypes,
            @Nullable Instant expiresAt) implements Identity {
        public TokenBearer {
            contentTypes = Set.copyOf(contentTypes);
        }
    }

    /** What ties a connection to the credential that opened it. Any thread; does not block. */
    interface Bond {
        /**
         * Whether the credential would still be accepted of this user, whose row has changed since. That they are active
         * need not be asked.
         */
        boolean holds(UserRecord user);

        /** What the credential is, in words for an operator. */
        default String credential() {
            return "a token";
        }

        /** The key of the Django session that the connection hangs on, secret; null where it is none. */
        default @Nullable String session() {
            return null;
        }
    }
}
