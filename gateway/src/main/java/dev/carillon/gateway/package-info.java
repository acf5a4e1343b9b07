/** The gateway: the composition root and the command line. Everything else lives below. */
@NullMarked
package dev.carillon.gateway;

import org.jspecify.annotations.NullMarked;
