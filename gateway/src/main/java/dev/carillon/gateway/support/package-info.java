/** For support people: why somebody gets an event or does not, and ending connections. Asks the loops by tasks; owns nothing. */
@NullMarked
package dev.carillon.gateway.support;

import org.jspecify.annotations.NullMarked;
