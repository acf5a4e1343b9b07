package dev.carillon.gateway.directory;

/** A row of {@code django_content_type}; the id differs between installations. */
public record ContentType(long id, String appLabel, String model) {}
