/** A run's result as values, and as a table, JSON and a web page made from those values alone. */
@NullMarked
package dev.carillon.bench.load.report;

import org.jspecify.annotations.NullMarked;
