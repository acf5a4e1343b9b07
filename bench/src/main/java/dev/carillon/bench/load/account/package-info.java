/**
 * What was to be heard and what was: each connection's account, and their sums. Pure; a ledger belongs to its connection's
 * loop.
 */
@NullMarked
package dev.carillon.bench.load.account;

import org.jspecify.annotations.NullMarked;
