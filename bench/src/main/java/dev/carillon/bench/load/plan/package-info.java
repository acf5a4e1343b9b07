/** What a run is to do, as immutable values that travel to every process; no threads, sockets or clocks. */
@NullMarked
package dev.carillon.bench.load.plan;

import org.jspecify.annotations.NullMarked;
