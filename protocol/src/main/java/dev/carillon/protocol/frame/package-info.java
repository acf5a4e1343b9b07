/** RFC 6455 frames as bytes: reading a client's, writing ours, and compression shared by all (RFC 7692). */
@NullMarked
package dev.carillon.protocol.frame;

import org.jspecify.annotations.NullMarked;
