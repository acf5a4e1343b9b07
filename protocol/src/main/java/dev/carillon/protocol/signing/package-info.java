/** Django's signatures ({@code django.core.signing}), which tokens and sessions share. Pure functions. */
@NullMarked
package dev.carillon.protocol.signing;

import org.jspecify.annotations.NullMarked;
