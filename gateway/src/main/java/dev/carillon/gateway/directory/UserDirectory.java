package dev.carillon.gateway.directory;

import dev.carillon.protocol.django.PrimaryKey;
import dev.carillon.protocol.session.SessionKey;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Facts from Django's tables, read in batches. Blocks: called on blocking-work threads only. */
public interface UserDirectory extends AutoCloseable {
    /**
     * The users whose key column (the primary key, or SESAME_PRIMARY_KEY_FIELD) has one of these values; keys of users
     * that do not exist are absent.
     */
    Map<PrimaryKey, UserRecord> users(Set<PrimaryKey> keys) throws DirectoryException;

    /**
     * The users whose primary keys Django writes so, as {@code str(user.pk)}; texts that no user has are absent, and so are
     * those that cannot be a key.
     */
    Map<String, UserRecord> usersById(Set<String> ids) throws DirectoryException;

    /** The users with these login names; for the command line. */
    Map<String, UserRecord> usersByName(Set<String> names) throws DirectoryException;

    /**
     * Own and group permissions by primary key, each as {@code app_label.codename} of the permission's content type. A
     * user without any is absent.
     */
    Map<PrimaryKey, Set<String>> permissions(Set<PrimaryKey> ids) throws DirectoryException;

    List<ContentType> contentTypes() throws DirectoryException;

    /**
     * Writes {@code last_login}, as a one-time token asks. Only if it still is what it was when the token was checked:
     * of two uses at once, one gets false.
     */
    boolean recordLogin(PrimaryKey id, @Nullable LocalDateTime previous, LocalDateTime now) throws DirectoryException;

    /** Sessions with these keys, expired ones too; keys without a session are absent. */
    Map<SessionKey, SessionRow> sessions(Set<SessionKey> keys) throws DirectoryException;

    @Override
    void close();
}
