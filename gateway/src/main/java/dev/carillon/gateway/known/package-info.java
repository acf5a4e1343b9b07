/**
 * What has been read of users and is still known to be true: shared by those who connect, by those who are connected, and by
 * those who read anew. Any thread.
 */
@NullMarked
package dev.carillon.gateway.known;

import org.jspecify.annotations.NullMarked;
