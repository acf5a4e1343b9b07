/** The event loops, what is confined to them, and the way off them for blocking work. */
@NullMarked
package dev.carillon.gateway.loops;

import org.jspecify.annotations.NullMarked;
