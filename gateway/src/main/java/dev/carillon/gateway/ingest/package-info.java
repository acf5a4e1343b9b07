/** From the bus into the log: decode once, compress once, append. On the bus thread. */
@NullMarked
package dev.carillon.gateway.ingest;

import org.jspecify.annotations.NullMarked;
