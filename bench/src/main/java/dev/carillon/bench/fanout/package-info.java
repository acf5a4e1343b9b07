/** What a delivery costs: connections in memory, real loops, the gateway's log, shards and fan-out between. */
@NullMarked
package dev.carillon.bench.fanout;

import org.jspecify.annotations.NullMarked;
