/** Hears of what has changed, or may have: in the site's events, and on its control channel. On the bus thread. */
@NullMarked
package dev.carillon.gateway.truth.told;

import org.jspecify.annotations.NullMarked;
