/** A whole gateway, tested byte by byte from its clients' side. */
@NullMarked
package dev.carillon.gateway.wire;

import org.jspecify.annotations.NullMarked;
