/** What threads may see of the log and of its wake-up flag, checked by jcstress in many interleavings. */
@NullMarked
package dev.carillon.bench.jcstress;

import org.jspecify.annotations.NullMarked;
