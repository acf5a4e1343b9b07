package dev.carillon.gateway.directory;

import dev.carillon.protocol.django.PrimaryKey;
import dev.carillon.protocol.session.SessionKey;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Facts from Django's tables, read in batches. Blocks: called on blocking-work threads only. */
public interface UserDirectory extends AutoCloseable {
    /**
     * How primary keys are written, as the table was last seen to have them; null before it was seen, when nobody can have
     * connected by it. Does not block.
     */
    @Nullable
    KeyForm keyForm();

    /**
     * The users whose key column (the primary key, or SESAME_PRIMARY_KEY_FIELD) has one of these values; keys of users
     * that do not exist are absent.
     */
    Map<PrimaryKey, UserRecord> users(Set<PrimaryKey> keys) throws DirectoryException;

    /** The users whose field is written so, by that text; those who do not exist are absent. */
    Map<String, UserRecord> usersBy(UserRecord.Field field, Set<String> texts) throws DirectoryException;

    /** What is granted to users, by primary key. A user without groups and permissions is absent. */
    Map<PrimaryKey, Rights> rights(Set<PrimaryKey> ids) throws DirectoryException;

    /** Users, by primary key, with what is granted to them; keys of users that do not exist are absent. */
    Map<PrimaryKey, Account> accounts(Set<PrimaryKey> ids) throws DirectoryException;

    /** A user and what is granted to them. */
    record Account(UserRecord user, Rights rights) {}

    /**
     * Whence users have permissions, for those who ask why they see something: of these permissions, each as {@code
     * app_label.codename}, those that each user has, once for each way. A user without any is absent.
     */
    Map<PrimaryKey, Set<Provenance>> provenance(Set<PrimaryKey> ids, Set<String> permissions) throws DirectoryException;

    List<ContentType> contentTypes() throws DirectoryException;

    /**
     * Writes {@code last_login}, as a one-time token asks. Only if it still is what it was when the token was checked:
     * of two uses at once, one gets false.
     */
    boolean recordLogin(PrimaryKey id, @Nullable LocalDateTime previous, LocalDateTime now) throws DirectoryException;

    /** Sessions with these keys, expired ones too; keys without a session are absent. */
    Map<SessionKey, SessionRow> sessions(Set<SessionKey> keys) throws DirectoryException;

    /**
     * A row of {@code django_session}.
     *
     * @param data as Django signed it
     * @param expires from this moment on the row is nobody's
     */
    record SessionRow(SessionKey key, String data, Instant expires) {
        /** Without the data. */
        @Override
        public String toString() {
            return "SessionRow[" + key + ", expires=" + expires + "]";
        }
    }

    @Override
    void close();

    /** How primary keys of users are written: a matter of their column's type. Any thread; does not block. */
    interface KeyForm {
        /**
         * The key that people and sites mean by a text, in any spelling that Django's field takes (a UUID in capitals or
         * without hyphens, a number with zeros before it); its own text is the one form that all else goes by. Null when no
         * user can have it.
         */
        @Nullable
        PrimaryKey meant(String text);

        /** What the keys are, in the plural. */
        String words();
    }

    /** Where there is no database: nobody is known. */
    static UserDirectory ofNobody() {
        return new UserDirectory() {
            @Override
            public @Nullable KeyForm keyForm() {
                return null;
            }

            @Override
            public Map<PrimaryKey, UserRecord> users(Set<PrimaryKey> keys) {
                return Map.of();
            }

            @Override
            public Map<String, UserRecord> usersBy(UserRecord.Field field, Set<String> texts) {
                return Map.of();
            }

            @Override
            public Map<PrimaryKey, Rights> rights(Set<PrimaryKey> ids) {
                return Map.of();
            }

            @Override
            public Map<PrimaryKey, Account> accounts(Set<PrimaryKey> ids) {
                return Map.of();
            }

            @Override
            public Map<PrimaryKey, Set<Provenance>> provenance(Set<PrimaryKey> ids, Set<String> permissions) {
                return Map.of();
            }

            @Override
            public List<ContentType> contentTypes() {
                return List.of();
            }

            @Override
            public boolean recordLogin(PrimaryKey id, @Nullable LocalDateTime previous, LocalDateTime now) {
                return false;
            }

            @Override
            public Map<SessionKey, SessionRow> sessions(Set<SessionKey> keys) {
                return Map.of();
            }

            @Override
            public void close() {}
        };
    }
}
