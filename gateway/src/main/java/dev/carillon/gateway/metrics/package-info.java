/** The catalogue of metrics, and the only use of Micrometer. Recording is allowed on any thread. */
@NullMarked
package dev.carillon.gateway.metrics;

import org.jspecify.annotations.NullMarked;
