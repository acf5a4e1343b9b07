/** The listening sockets. */
@NullMarked
package dev.carillon.gateway.transport;

import org.jspecify.annotations.NullMarked;
