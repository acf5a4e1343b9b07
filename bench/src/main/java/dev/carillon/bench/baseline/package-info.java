/** Says of two result files of JMH what got slower, or allocates more. No threads. */
@NullMarked
package dev.carillon.bench.baseline;

import org.jspecify.annotations.NullMarked;
