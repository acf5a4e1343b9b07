/** What the gateway's parts cost, measured one by one; nothing of it is in the gateway. */
@NullMarked
package dev.carillon.bench;

import org.jspecify.annotations.NullMarked;
