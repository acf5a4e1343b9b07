/** Who listens: on each event loop a shard of audiences and their subscribers. Confined to its loop. */
@NullMarked
package dev.carillon.gateway.registry;

import org.jspecify.annotations.NullMarked;
