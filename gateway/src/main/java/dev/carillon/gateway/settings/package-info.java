/** How a setting is declared: the annotation on a configuration record's component, and the types of its values. */
@NullMarked
package dev.carillon.gateway.settings;

import org.jspecify.annotations.NullMarked;
