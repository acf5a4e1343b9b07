/** One gateway's loops with as many subscribers as are asked for, on connections in memory: heap, delivery, permissions. */
@NullMarked
package dev.carillon.bench.million;

import org.jspecify.annotations.NullMarked;
