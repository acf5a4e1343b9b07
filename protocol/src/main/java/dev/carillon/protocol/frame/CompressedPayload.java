package dev.carillon.protocol.frame;

/**
 * An event's payload, compressed once for all clients.
 *
 * @param bytes a DEFLATE stream without its last four bytes (RFC 7692 section 7.2.1); not to be changed
 * @param window how far back it refers at most: a client needs a window of at least this many bytes
 */
@SuppressWarnings("ArrayRecordComponent")
public record CompressedPayload(byte[] bytes, int window) {}
