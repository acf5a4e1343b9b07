/** Django's sessions: the cookie that names one, and what each backend keeps of it. Pure functions that never throw. */
@NullMarked
package dev.carillon.protocol.session;

import org.jspecify.annotations.NullMarked;
