/** Byte layouts agreed with other parties: Django, django-sesame, Redis publishers and WebSocket clients. */
@NullMarked
package dev.carillon.protocol;

import org.jspecify.annotations.NullMarked;
