/** The admin port's HTTP server: reads published snapshots only, on a loop of its own. */
@NullMarked
package dev.carillon.gateway.admin;

import org.jspecify.annotations.NullMarked;
