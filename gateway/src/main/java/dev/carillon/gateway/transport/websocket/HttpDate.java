package dev.carillon.gateway.transport.websocket;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The Date header (RFC 9110 section 6.6.1). */
final class HttpDate {
    private HttpDate() {}

    static String header() {
        return "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)) + "\r\n";
    }
}
