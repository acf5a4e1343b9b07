package dev.carillon.gateway.session;

import dev.carillon.protocol.close.Violation;
import dev.carillon.protocol.frame.ControlFrames;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;

/** Sends a session's pings, pongs and close frames, and ends what they end. Confined to the channel's loop. */
final class ControlFrameWriter {
    private final ChannelHandlerContext context;

    ControlFrameWriter(ChannelHandlerContext context) {
        this.context = context;
    }

    ChannelHandlerContext context() {
        return context;
    }

    void ping(int payload) {
        ByteBuf frame = frame();
        ControlFrames.writePing(frame, payload);
        context.writeAndFlush(frame, context.voidPromise());
    }

    void pong(ByteBuf payload) {
        ByteBuf frame = frame();
        ControlFrames.writePong(frame, payload);
        context.writeAndFlush(frame, context.voidPromise());
    }

    void close(int code, String text) {
        context.writeAndFlush(closeFrame(code, text), context.voidPromise());
    }

    /** Closes, and then sends nothing more, as RFC 6455 section 7.1.7 asks. */
    void closeAndEndOutput(Violation violation) {
        context.writeAndFlush(closeFrame(violation.reason().code(), violation.text()))
                .addListener(sent -> endOutput());
    }

    /** The echo of a client's close frame; then the connection ends. */
    void echoClose(ByteBuf payload) {
        ByteBuf frame = frame();
        ControlFrames.writeCloseEcho(frame, payload);
        context.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE);
    }

    private void endOutput() {
        Channel channel = context.channel();
        if (channel instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput();
        } else {
            channel.close();
        }
    }

    private ByteBuf closeFrame(int code, String text) {
        ByteBuf frame = frame();
        ControlFrames.writeClose(frame, code, text);
        return frame;
    }

    private ByteBuf frame() {
        return context.alloc().buffer(ControlFrames.MAX_SIZE);
    }
}
