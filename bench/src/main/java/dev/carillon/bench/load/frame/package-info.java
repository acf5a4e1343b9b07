/**
 * A WebSocket client's bytes, coming and going: the opening handshake, and frames, which are known by comparing them with what should come, so nothing is
 * parsed, copied or allocated for one that does. Confined to a loop; no sockets.
 */
@NullMarked
package dev.carillon.bench.load.frame;

import org.jspecify.annotations.NullMarked;
