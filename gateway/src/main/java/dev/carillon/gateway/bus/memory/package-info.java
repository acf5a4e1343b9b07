/** A bus inside the process, for the demo and for publishing without Redis. */
@NullMarked
package dev.carillon.gateway.bus.memory;

import org.jspecify.annotations.NullMarked;
