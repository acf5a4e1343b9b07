/**
 * Which keys may verify which tokens: configured ones, and those of a JWKS that is fetched again and again by a thread of its
 * own. With {@code auth.jwt} the only place that knows java-jwt.
 */
@NullMarked
package dev.carillon.gateway.auth.jwt.keys;

import org.jspecify.annotations.NullMarked;
