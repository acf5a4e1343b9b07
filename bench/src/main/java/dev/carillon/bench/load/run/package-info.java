/** One run from its begin to its report's material: the phases, in the order of time, on the calling thread. */
@NullMarked
package dev.carillon.bench.load.run;

import org.jspecify.annotations.NullMarked;
