package dev.carillon.gateway.transport.websocket;

import io.netty.handler.codec.DateFormatter;
import java.time.Instant;
import java.util.Date;

/** The Date header (RFC 9110 section 6.6.1), whose day of the month has two digits, unlike RFC 1123's. */
final class HttpDate {
    private HttpDate() {}

    static String header(Instant now) {
        return "Date: " + DateFormatter.format(Date.from(now)) + "\r\n";
    }
}
