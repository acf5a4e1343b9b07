/** The one in-memory log of events: written by the bus thread, read by every event loop at its own cursor. */
@NullMarked
package dev.carillon.gateway.log;

import org.jspecify.annotations.NullMarked;
