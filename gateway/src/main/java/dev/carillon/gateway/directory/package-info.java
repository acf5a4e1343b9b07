/** Facts from Django's tables: users, permissions, content types. Look-ups are batched; none blocks an event loop. */
@NullMarked
package dev.carillon.gateway.directory;

import org.jspecify.annotations.NullMarked;
