/** The opening handshake, as the guide's server answers it: headers and extension offers. */
@NullMarked
package dev.carillon.protocol.client;

import org.jspecify.annotations.NullMarked;
