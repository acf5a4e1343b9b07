/** Who is it? One Authenticator for each kind of Credential. */
@NullMarked
package dev.carillon.gateway.auth;

import org.jspecify.annotations.NullMarked;
