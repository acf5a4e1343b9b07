/** Who is it, by Django's session cookie: the stores that sessions are kept in, and what {@code get_user} makes of one. */
@NullMarked
package dev.carillon.gateway.auth.session;

import org.jspecify.annotations.NullMarked;
