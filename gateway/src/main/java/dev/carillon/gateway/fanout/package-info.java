/** An event becomes bytes: drain the log, one buffer an audience, one write a subscriber; park, catch up, shed. */
@NullMarked
package dev.carillon.gateway.fanout;

import org.jspecify.annotations.NullMarked;
