/** What coming, going, falling behind and catching up cost the registry. No threads. */
@NullMarked
package dev.carillon.bench.registry;

import org.jspecify.annotations.NullMarked;
