/** Django's and django-sesame's formats: tokens, signatures, keys. */
@NullMarked
package dev.carillon.protocol.django;

import org.jspecify.annotations.NullMarked;
