package dev.carillon.gateway.admin;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A whole answer on the admin port; the server adds Content-Length and Connection.
 *
 * @param body must not be changed once handed over; it may be shared by many answers
 * @param headers further headers, beside Content-Type
 */
@SuppressWarnings("ArrayRecordComponent")
public record AdminResponse(int status, String contentType, byte[] body, Map<String, String> headers) {

    public AdminResponse {
        headers = Map.copyOf(headers);
    }

    public AdminResponse(int status, String contentType, byte[] body) {
        this(status, contentType, body, Map.of());
    }

    /** Plain text; ends with a newline, for those who read it in a terminal. */
    public static AdminResponse text(int status, String text) {
        return new AdminResponse(
                status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** Without the body, which may hold secrets. */
    @Override
    public String toString() {
        return "AdminResponse[" + status + ", " + contentType + ", " + body.length + " bytes]";
    }
}
