/** What the byte work costs: decoding, frames, compression, tokens. No threads. */
@NullMarked
package dev.carillon.bench.protocol;

import org.jspecify.annotations.NullMarked;
