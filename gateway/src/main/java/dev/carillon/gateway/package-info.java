/** The gateway: the composition root. Everything else lives below. */
@NullMarked
package dev.carillon.gateway;

import org.jspecify.annotations.NullMarked;
