/**
 * Keeps true what connections were let in by and what they see: reads users anew where a change is told, moves and closes their
 * connections.
 */
@NullMarked
package dev.carillon.gateway.truth;

import org.jspecify.annotations.NullMarked;
