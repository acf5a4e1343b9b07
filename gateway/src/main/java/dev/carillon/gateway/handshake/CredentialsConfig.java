package dev.carillon.gateway.handshake;

import dev.carillon.gateway.settings.Setting;
import dev.carillon.protocol.close.CloseReason;
import java.time.Duration;
import java.util.List;

/** Where a credential may stand, and what is done with it. */
public record CredentialsConfig(
        @Setting(
                value =
                        "Whether a token may be the first message. Without, who presents no credential at the handshake gets 401.",
                fallback = "true")
        boolean firstMessage,

        @Setting(value = "Whether a token may stand in the Authorization header, as Bearer.", fallback = "true")
        boolean authorization,

        @Setting(
                value =
                        "Whether a token may stand among the offered subprotocols, as carillon.bearer.TOKEN beside carillon.",
                fallback = "true")
        boolean subprotocol,

        @Setting(
                value =
                        "Whether the session cookie is a credential, where sessions are accepted. A token beside it goes first.",
                fallback = "true")
        boolean cookie,

        @Setting(
                "Name of a query parameter that may hold a token, like 'token'; empty for none. Queries often end up in the"
                        + " logs of proxies; here they are never logged.")
        String queryParameter,

        @Setting("Origins from which the session cookie is accepted, as browsers write them, like https://example.org;"
                + " empty for that of the request's own Host.")
        List<String> origins,

        @Setting(
                value = "Close code for a first message that is no good token: 1011 as the guide's server, or 4401.",
                fallback = "1011")
        int refusalCode,

        @Setting(
                value =
                        "Least time between two fresh tokens of one connection that are checked; of what comes faster the"
                                + " newest is checked when its time has come.",
                fallback = "5s")
        Duration refreshInterval) {

    public CredentialsConfig {
        origins = List.copyOf(origins);
        if (!queryParameter.matches("[A-Za-z0-9_.~-]*")) {
            throw new IllegalArgumentException("query_parameter may have letters, digits and _ . ~ - only");
        }
        if (refusalCode != 1011 && refusalCode != 4401) {
            throw new IllegalArgumentException("refusal_code must be 1011 or 4401");
        }
        if (refreshInterval.isNegative() || refreshInterval.toHours() > 1) {
            throw new IllegalArgumentException("refresh_interval must be between 0 and 1h");
        }
        AllowedOrigins.of(origins);
    }

    /** How a client is closed whose first message is no good token. */
    public CloseReason refusal() {
        return refusalCode == CloseReason.AUTHENTICATION_FAILED.code()
                ? CloseReason.AUTHENTICATION_FAILED
                : CloseReason.CREDENTIAL_REFUSED;
    }
}
