package dev.carillon.gateway.known;

/** All that is known, for those who read it and add to it. */
public record Known(Invalidations numbers, KnownUsers users, KnownTypes types) {}
