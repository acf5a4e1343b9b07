/** Limits on what comes in. */
@NullMarked
package dev.carillon.gateway.admission;

import org.jspecify.annotations.NullMarked;
