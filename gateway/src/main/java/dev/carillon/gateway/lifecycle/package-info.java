/** Whether the gateway is ready, and why not; what it logs; how it ends. Read and written on any thread. */
@NullMarked
package dev.carillon.gateway.lifecycle;

import org.jspecify.annotations.NullMarked;
