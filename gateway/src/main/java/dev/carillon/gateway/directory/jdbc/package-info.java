/** The directory read by JDBC from SQLite, PostgreSQL, MySQL or MariaDB. Runs on blocking-work threads only. */
@NullMarked
package dev.carillon.gateway.directory.jdbc;

import org.jspecify.annotations.NullMarked;
