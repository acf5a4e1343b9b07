package dev.carillon.gateway.registry;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.protocol.frame.WireFormat;

/** What makes two connections' streams byte-identical. */
public record AudienceKey(VisibleTypes types, WireFormat format) {}
