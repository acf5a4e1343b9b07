/**
 * End to end, on real parts: a Django site, Redis, PostgreSQL, the guide's own server, Carillon, and clients by the real
 * {@code websockets} library.
 */
@NullMarked
package dev.carillon.gateway.e2e;

import org.jspecify.annotations.NullMarked;
