/** Where events come from: one interface, one package below for each engine. Messages arrive on the bus thread. */
@NullMarked
package dev.carillon.gateway.bus;

import org.jspecify.annotations.NullMarked;
