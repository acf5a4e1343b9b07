/** Real services for tests, each its own: free ports on loopback, files below the module's target directory. */
@NullMarked
package dev.carillon.gateway.testing;

import org.jspecify.annotations.NullMarked;
