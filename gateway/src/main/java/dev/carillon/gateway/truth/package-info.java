/**
 * Keeps true what connections were let in by and what they see: hears of changes, reads users anew, moves and closes their
 * connections.
 */
@NullMarked
package dev.carillon.gateway.truth;

import org.jspecify.annotations.NullMarked;
