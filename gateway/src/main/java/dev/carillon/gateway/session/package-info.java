/** A socket becomes a subscriber: authenticate, look up, register, keep alive, close. Confined to the channel's loop. */
@NullMarked
package dev.carillon.gateway.session;

import org.jspecify.annotations.NullMarked;
