/** Who each client is: its token, and what it may see. Opened by blocking; then any loop may ask. */
@NullMarked
package dev.carillon.bench.load.credential;

import org.jspecify.annotations.NullMarked;
