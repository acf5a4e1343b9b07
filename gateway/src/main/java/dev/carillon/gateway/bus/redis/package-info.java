/** Redis Pub/Sub. */
@NullMarked
package dev.carillon.gateway.bus.redis;

import org.jspecify.annotations.NullMarked;
