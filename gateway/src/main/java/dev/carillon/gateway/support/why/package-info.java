/** Why somebody gets an event or does not, in words and as JSON. Immutable, but for what reads a connection on its loop. */
@NullMarked
package dev.carillon.gateway.support.why;

import org.jspecify.annotations.NullMarked;
