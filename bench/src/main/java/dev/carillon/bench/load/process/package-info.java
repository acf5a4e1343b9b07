/** A crew in a process of its own: orders and replies are lines of JSON on its standard input and output. */
@NullMarked
package dev.carillon.bench.load.process;

import org.jspecify.annotations.NullMarked;
