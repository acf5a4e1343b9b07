package dev.carillon.gateway.directory;

import dev.carillon.protocol.django.PrimaryKey;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A row of the user table, as Django would load it.
 *
 * @param id the primary key
 * @param username the value of the model's USERNAME_FIELD
 * @param password the stored password hash; null where the column is null
 * @param email the value of the model's EMAIL_FIELD; empty where the model has none
 * @param lastLogin as Python sees it: in UTC with USE_TZ, else local time; null for never
 * @param active {@code is_active}; true where the model has no such column
 */
public record UserRecord(
        PrimaryKey id,
        String username,
        @Nullable String password,
        String email,
        @Nullable LocalDateTime lastLogin,
        boolean active,
        boolean superuser) {

    /** What a credential names a user by. */
    public enum Field {
        /** The primary key, as Django writes it: {@code str(user.pk)}. */
        PK,
        /** The login name: the value of the model's USERNAME_FIELD. */
        USERNAME
    }

    /** Without the password hash and the e-mail address. */
    @Override
    public String toString() {
        return "UserRecord[id=" + id + ", username=" + username + ", active=" + active + ", superuser=" + superuser
                + "]";
    }
}
