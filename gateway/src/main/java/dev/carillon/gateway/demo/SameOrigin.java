package dev.carillon.gateway.demo;

import dev.carillon.gateway.admin.AdminRequest;
import java.util.Locale;

/**
 * Tells requests of the page itself, or of no browser, from those that another site's page makes the browser send.
 *
 * <p>Sound only together with the admin server's check of Host, which stops names rebound to this address. See Fetch
 * Metadata (W3C) and the Origin header (RFC 6454).
 */
final class SameOrigin {
    private SameOrigin() {}

    static boolean permits(AdminRequest request) {
        String site = request.header("sec-fetch-site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return false;
        }
        String origin = request.header("origin");
        String host = request.header("host");
        return origin == null
                || (host != null && origin.toLowerCase(Locale.ROOT).equals("http://" + host.toLowerCase(Locale.ROOT)));
    }
}
