/** Servers to load that behave as a test wants, and the command with what it says. */
@NullMarked
package dev.carillon.bench.load.testing;

import org.jspecify.annotations.NullMarked;
