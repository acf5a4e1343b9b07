/**
 * The events of a run as pure functions of its options: rates, intended times, content types, bytes, and who sees which. The
 * same in every process; no threads, sockets or clocks.
 */
@NullMarked
package dev.carillon.bench.load.event;

import org.jspecify.annotations.NullMarked;
