/** JMH benchmarks; each asks one question and carries its naive control beside it. */
@NullMarked
package dev.carillon.bench;

import org.jspecify.annotations.NullMarked;
