/** Where Django's database is, from a URL, and what differs between the databases that Django supports. */
@NullMarked
package dev.carillon.gateway.directory.database;

import org.jspecify.annotations.NullMarked;
