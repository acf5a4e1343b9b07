/** A bus message's routing fields, decoded without a tree and without exceptions. */
@NullMarked
package dev.carillon.protocol.event;

import org.jspecify.annotations.NullMarked;
