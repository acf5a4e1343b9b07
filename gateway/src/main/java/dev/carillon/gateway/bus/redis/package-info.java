/** Redis Pub/Sub, and the only use of Lettuce. */
@NullMarked
package dev.carillon.gateway.bus.redis;

import org.jspecify.annotations.NullMarked;
