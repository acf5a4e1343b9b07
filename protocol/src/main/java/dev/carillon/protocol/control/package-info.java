/** What a site tells on the control channel. */
@NullMarked
package dev.carillon.protocol.control;

import org.jspecify.annotations.NullMarked;
