/** What an opening handshake says of its client: the credential, wherever it stands, and the origin. */
@NullMarked
package dev.carillon.gateway.handshake;

import org.jspecify.annotations.NullMarked;
