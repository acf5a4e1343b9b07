/** Every way in which the gateway ends a connection. */
@NullMarked
package dev.carillon.protocol.close;

import org.jspecify.annotations.NullMarked;
