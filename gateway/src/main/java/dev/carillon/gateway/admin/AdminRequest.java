package dev.carillon.gateway.admin;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole request on the admin port, its Host already checked.
 *
 * @param path decoded, without the query
 * @param query decoded; the first value of a repeated name
 * @param body empty for none; must not be changed
 * @param headers names in lower case; the first value of a repeated name
 */
@SuppressWarnings("ArrayRecordComponent")
public record AdminRequest(
        String method, String path, Map<String, String> query, byte[] body, Map<String, String> headers) {

    /** The header's value, whose name is given in lower case; null where absent. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** Without query, headers and body, which may hold secrets. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
