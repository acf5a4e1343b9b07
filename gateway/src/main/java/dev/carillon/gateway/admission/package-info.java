/** Limits on what comes in: how many, how fast, and from whom. */
@NullMarked
package dev.carillon.gateway.admission;

import org.jspecify.annotations.NullMarked;
