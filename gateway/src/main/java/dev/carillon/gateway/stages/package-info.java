/** How the stages of asynchronous work fail. Stateless; any thread. */
@NullMarked
package dev.carillon.gateway.stages;

import org.jspecify.annotations.NullMarked;
