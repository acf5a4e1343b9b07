/** What the gateway itself says of its deliveries, and whether that agrees with what the clients have counted. */
@NullMarked
package dev.carillon.bench.load.gateway;

import org.jspecify.annotations.NullMarked;
