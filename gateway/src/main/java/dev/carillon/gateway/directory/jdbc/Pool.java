package dev.carillon.gateway.directory.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.gateway.directory.DirectoryConfig;
import dev.carillon.gateway.directory.database.DatabaseUrl;
import dev.carillon.gateway.directory.database.Dialect;

/** How connections are pooled. */
final class Pool {
    private Pool() {}

    /** @param writes whether one-time tokens will write; if not, a SQLite file is opened for reading only */
    static HikariDataSource open(DatabaseUrl url, DirectoryConfig config, boolean writes) {
        Dialect dialect = url.dialect();
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("directory");
        hikari.setDriverClassName(dialect.driver());
        hikari.setJdbcUrl(url.jdbcUrl());
        hikari.setDataSourceProperties(dialect.properties(url, config, writes));
        hikari.setMaximumPoolSize(config.poolSize());
        hikari.setMinimumIdle(1);
        // Must agree with how the file was opened; servers are not asked for a mode, which poolers before them may
        // lose.
        hikari.setReadOnly(dialect == Dialect.SQLITE && !writes);
        hikari.setInitializationFailTimeout(-1);
        // Shorter than a client waits, so that it is told what is wrong with the database rather than "no answer".
        long millis = Math.max(250, config.timeout().toMillis() * 3 / 4);
        hikari.setConnectionTimeout(millis);
        hikari.setValidationTimeout(Math.max(250, millis / 2));
        return new HikariDataSource(hikari);
    }
}
