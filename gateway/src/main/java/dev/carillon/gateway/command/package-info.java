/** The command line: what each command takes, does and says. The parts that work are handed in as {@link Seams}. */
@org.jspecify.annotations.NullMarked
package dev.carillon.gateway.command;
