package dev.carillon.gateway.session;

import dev.carillon.protocol.frame.ControlFrames;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;

/** Sends a session's pings, pongs and close frames. Confined to the channel's loop. */
final class ControlFrameWriter {
    private final ChannelHandlerContext context;

    ControlFrameWriter(ChannelHandlerContext context) {
        this.context = context;
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

    ChannelFuture close(int code, String text) {
        ByteBuf frame = frame();
        ControlFrames.writeClose(frame, code, text);
        return context.writeAndFlush(frame);
    }

    /** The echo of a client's close frame. */
    ChannelFuture close(ByteBuf payload) {
        ByteBuf frame = frame();
        ControlFrames.writeCloseEcho(frame, payload);
        return context.writeAndFlush(frame);
    }

    private ByteBuf frame() {
        return context.alloc().buffer(ControlFrames.MAX_SIZE);
    }
}
