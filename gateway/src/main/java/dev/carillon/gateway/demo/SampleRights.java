package dev.carillon.gateway.demo;

import dev.carillon.gateway.directory.jdbc.SqliteScript;
import dev.carillon.protocol.django.PrimaryKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Changes in the sample site who may see what, in Django's tables as Django would, and says so as the site's
 * {@code carillon_signals} would. Blocks.
 */
public final class SampleRights {
    private static final String MAY_SEE =
            "SELECT p.id FROM auth_permission p JOIN django_content_type c ON c.id = p.content_type_id WHERE c.id = %d"
                    + " AND p.codename IN (%s)";

    private final Path database;

    public SampleRights(SampleSite site) {
        this.database = site.database();
    }

    /** What the page asks to change. */
    public sealed interface Wish {
        /** Whether a sample user, or the group they are in, may view a content type. */
        record View(PrimaryKey user, long contentType, boolean granted) implements Wish {}

        /** Whether a sample user is a superuser. */
        record Superuser(PrimaryKey user, boolean granted) implements Wish {}
    }

    /** Makes the change; what to publish on the control channel now. */
    public byte[] change(Wish wish) throws IOException {
        SampleUser user = SampleUser.of(
                switch (wish) {
                    case Wish.View view -> view.user();
                    case Wish.Superuser superuser -> superuser.user();
                });
        String owner =
                user.group() == null ? user.id().toString() : user.group().toString();
        SqliteScript.run(
                database,
                switch (wish) {
                    case Wish.View view -> view.granted() ? grant(user, owner, view) : revoke(user, owner, view);
                    case Wish.Superuser superuser ->
                        "UPDATE auth_user SET is_superuser = " + (superuser.granted() ? 1 : 0) + " WHERE id = "
                                + user.id();
                });
        boolean ofGroup = wish instanceof Wish.View && user.group() != null;
        return ("{\"invalidate\": {\"" + (ofGroup ? "groups" : "users") + "\": [" + (ofGroup ? owner : user.id())
                        + "]}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String grant(SampleUser user, String owner, Wish.View view) {
        return "INSERT OR IGNORE INTO " + table(user) + " (" + column(user) + ", permission_id) SELECT " + owner
                + ", p.id FROM (" + MAY_SEE.formatted(view.contentType(), "'view_' || c.model") + ") p";
    }

    private static String revoke(SampleUser user, String owner, Wish.View view) {
        return "DELETE FROM " + table(user) + " WHERE " + column(user) + " = " + owner + " AND permission_id IN ("
                + MAY_SEE.formatted(view.contentType(), "'view_' || c.model, 'change_' || c.model") + ")";
    }

    private static String table(SampleUser user) {
        return user.group() == null ? "auth_user_user_permissions" : "auth_group_permissions";
    }

    private static String column(SampleUser user) {
        return user.group() == null ? "user_id" : "group_id";
    }
}
