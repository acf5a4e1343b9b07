package dev.carillon.protocol.django;

import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What of a user's row can revoke tokens.
 *
 * @param password the stored hash; null where the column is null
 * @param email the value of the model's EMAIL_FIELD as stored; empty where it has none
 * @param lastLogin as Python sees it: in UTC with USE_TZ, else local time; null for never
 */
public record UserState(
        @Nullable String password, String email, @Nullable LocalDateTime lastLogin) {
    /** Without any of it. */
    @Override
    public String toString() {
        return "UserState[********]";
    }
}
