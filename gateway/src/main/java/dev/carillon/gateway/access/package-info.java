/** What may they see? Django's ModelBackend semantics, without Django. */
@NullMarked
package dev.carillon.gateway.access;

import org.jspecify.annotations.NullMarked;
