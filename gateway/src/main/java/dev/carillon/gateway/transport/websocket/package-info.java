/** RFC 6455 on Netty: handshake, frames in, frames out. */
@NullMarked
package dev.carillon.gateway.transport.websocket;

import org.jspecify.annotations.NullMarked;
