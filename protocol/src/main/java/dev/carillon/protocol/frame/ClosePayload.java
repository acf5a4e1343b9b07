package dev.carillon.protocol.frame;

import dev.carillon.protocol.close.CloseReason;
import dev.carillon.protocol.close.Violation;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A client's close frame (RFC 6455 sections 5.5.1 and 7.4): nothing, or a code and a UTF-8 reason. */
public final class ClosePayload {
    private ClosePayload() {}

    static @Nullable Violation check(ByteBuf payload) {
        if (!payload.isReadable()) {
            return null;
        }
        if (payload.readableBytes() < 2) {
            return Violation.protocol("close frame too short");
        }
        String defect = checkReason(payload);
        if (defect != null) {
            return new Violation(CloseReason.INVALID_DATA, defect);
        }
        return mayBeSent(code(payload)) ? null : Violation.protocol("invalid status code");
    }

    private static @Nullable String checkReason(ByteBuf payload) {
        Utf8 utf8 = new Utf8();
        for (int i = payload.readerIndex() + 2; i < payload.writerIndex(); i++) {
            String defect = utf8.accept(payload.getByte(i));
            if (defect != null) {
                return defect;
            }
        }
        return utf8.end();
    }

    /** The code that the client gave, 1005 for none. */
    public static int code(ByteBuf payload) {
        return payload.isReadable() ? payload.getUnsignedShort(payload.readerIndex()) : 1005;
    }

    private static boolean mayBeSent(int code) {
        boolean ofApplication = code >= 3000 && code < 5000;
        boolean ofProtocol = code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
        return ofApplication || ofProtocol;
    }
}
