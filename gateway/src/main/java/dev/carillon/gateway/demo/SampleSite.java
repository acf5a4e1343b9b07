package dev.carillon.gateway.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.gateway.directory.jdbc.SqliteScript;
import dev.carillon.gateway.settings.Secret;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The sample Django site: a SQLite file with Django's own tables and four users, in a new directory of its own, and a secret
 * key made for this run. Owns the file: {@link #close} deletes it.
 */
public final class SampleSite implements AutoCloseable {
    private final Path directory;
    private final Path database;
    private final Secret secretKey;

    private SampleSite(Path directory, Path database, Secret secretKey) {
        this.directory = directory;
        this.database = database;
        this.secretKey = secretKey;
    }

    /** Makes the site in a new directory below the given one. Blocks. */
    public static SampleSite create(Path parent) throws IOException {
        Path directory = Files.createTempDirectory(parent, "carillon-demo-");
        Path database = directory.resolve("db.sqlite3");
        SampleSite site = new SampleSite(directory, database, newKey());
        try {
            SqliteScript.run(database, new String(DemoRoutes.resource("site.sql"), UTF_8));
            return site;
        } catch (IOException e) {
            site.close();
            throw e;
        }
    }

    /** Where it is put: the build's directory when run from a checkout, so that a clean removes it; else the temporary one. */
    public static Path usualPlace() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        CodeSource source = SampleSite.class.getProtectionDomain().getCodeSource();
        try {
            @Nullable
            Path target = source == null
                    ? null
                    : Path.of(source.getLocation().toURI()).getParent();
            return target != null && target.endsWith("target") && Files.isWritable(target) ? target : temporary;
        } catch (URISyntaxException e) {
            return temporary;
        }
    }

    private static Secret newKey() {
        byte[] random = new byte[48];
        new SecureRandom().nextBytes(random);
        return Secret.of("carillon-demo-" + Base64.getEncoder().encodeToString(random));
    }

    /** SECRET_KEY. */
    public Secret secretKey() {
        return secretKey;
    }

    /** The database as a setting: {@code sqlite:////absolute/path}. */
    public Secret databaseUrl() {
        return Secret.of("sqlite:///" + database.toAbsolutePath());
    }

    public Path database() {
        return database;
    }

    /** Deletes the database and its directory. Whoever reads it must have closed it before. */
    @Override
    public void close() throws IOException {
        for (String suffix : new String[] {"", "-journal", "-wal", "-shm"}) {
            Files.deleteIfExists(directory.resolve(database.getFileName() + suffix));
        }
        Files.deleteIfExists(directory);
    }
}
