/**
 * Puts events on the bus at their intended times, whatever the server does. {@code Publisher} is a thread; answers are read on
 * a loop of their own.
 */
@NullMarked
package dev.carillon.bench.load.publish;

import org.jspecify.annotations.NullMarked;
