/** Connections whose other end costs nothing, on the gateway's own event loops, and its hot path over them. */
@NullMarked
package dev.carillon.bench.channels;

import org.jspecify.annotations.NullMarked;
