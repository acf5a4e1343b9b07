package dev.carillon.gateway.transport.websocket;

import dev.carillon.gateway.handshake.AllowedOrigins;
import dev.carillon.gateway.settings.ByteSize;
import dev.carillon.gateway.settings.Setting;
import java.util.List;

/** Limits on what clients send, and compression of what they get. */
public record WebSocketConfig(
        @Setting(value = "The largest message from a client; larger ones close with 1009.", fallback = "1MiB")
        ByteSize maxMessage,

        @Setting(value = "The longest HTTP request line, and the longest header line, in bytes.", fallback = "8KiB")
        ByteSize maxHeaderLine,

        @Setting(value = "Header lines at most.", fallback = "128")
        int maxHeaders,

        @Setting(
                value = "Whether permessage-deflate is offered; events are compressed once for all.",
                fallback = "true")
        boolean compression,

        @Setting(
                "Origins from which pages may connect at all, like https://example.org; empty for any. Who sends no Origin"
                        + " is no page, and may.")
        List<String> origins) {

    public WebSocketConfig {
        origins = List.copyOf(origins);
        AllowedOrigins.of(origins);
        if (maxMessage.bytes() < 1024 || maxMessage.bytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("max_message must be between 1KiB and 2GiB");
        }
        if (maxHeaderLine.bytes() < 512 || maxHeaderLine.bytes() > 1 << 20) {
            throw new IllegalArgumentException("max_header_line must be between 512 and 1MiB");
        }
        if (maxHeaders < 16 || maxHeaders > 10_000) {
            throw new IllegalArgumentException("max_headers must be between 16 and 10000");
        }
    }
}
