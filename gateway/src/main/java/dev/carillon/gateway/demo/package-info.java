/** What the demo command shows: sample users, sample events, and a page to watch them. */
@NullMarked
package dev.carillon.gateway.demo;

import org.jspecify.annotations.NullMarked;
