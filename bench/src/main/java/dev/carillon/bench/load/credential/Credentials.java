package dev.carillon.bench.load.credential;

import dev.carillon.bench.load.plan.CredentialSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The clients' tokens. Any thread. */
public interface Credentials {
    /** A token for this connection now; null where it needs none. Never printed. */
    @Nullable
    String token(int connection);

    /** The content types that this connection may see; null for all, or where nobody has said. */
    @Nullable
    Set<Long> visible(int connection);

    /** Who that is, for people; never the token. */
    String name(int connection);

    /**
     * Reads files and asks the database, as the source says.
     *
     * @throws CredentialException saying what is wrong, without any secret
     */
    static Credentials open(CredentialSource source) throws CredentialException {
        if (source.file() != null) {
            return TokenFile.read(source.file(), System::nanoTime);
        }
        return source.users().isEmpty() ? new NoTokens() : SiteUsers.open(source.config(), source.users());
    }
}
