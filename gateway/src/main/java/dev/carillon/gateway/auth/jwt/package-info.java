/** Who presents a JSON Web Token (RFC 7519), and for how long? Signatures are java-jwt's work, all else is judged here. */
@NullMarked
package dev.carillon.gateway.auth.jwt;

import org.jspecify.annotations.NullMarked;
