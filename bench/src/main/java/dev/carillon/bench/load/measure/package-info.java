/** Latencies and counters of a run, in a form that adds up exactly over loops and processes. */
@NullMarked
package dev.carillon.bench.load.measure;

import org.jspecify.annotations.NullMarked;
