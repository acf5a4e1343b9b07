/** Connections to a Redis: where it is, how to log in, what went wrong; and plain reading of values. */
@NullMarked
package dev.carillon.gateway.redis;

import org.jspecify.annotations.NullMarked;
