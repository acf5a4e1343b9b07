/** The load generator's command line, {@code bench/load}. */
@NullMarked
package dev.carillon.bench.load;

import org.jspecify.annotations.NullMarked;
