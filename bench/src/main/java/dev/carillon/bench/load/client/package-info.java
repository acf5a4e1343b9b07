/**
 * The clients of one process: they connect, say who they are, read as their role says, come and go, and keep their accounts.
 * Everything but {@code LocalCrew} is confined to one event loop.
 */
@NullMarked
package dev.carillon.bench.load.client;

import org.jspecify.annotations.NullMarked;
