package dev.carillon.gateway.fanout;

import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.registry.AudienceKey;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.gateway.registry.Tally;
import dev.carillon.gateway.testing.Identities;
import dev.carillon.protocol.close.CloseReason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The server's end of a connection: does what a session does for the fan-out, and no more. */
final class ServerEnd extends ChannelInboundHandlerAdapter {
    private final LoopShard shard;
    private final WriteRecorder writes = new WriteRecorder();
    private final List<CloseReason> told = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Subscriber subscriber;
    private @Nullable Subscriber last;

    ServerEnd(LoopShard shard) {
        this.shard = shard;
    }

    LoopShard shard() {
        return shard;
    }

    WriteRecorder writes() {
        return writes;
    }

    /** Why it was taken out, as far as it was. Any thread. */
    List<CloseReason> told() {
        return told;
    }

    /** What reached the end of the pipeline and is no broken connection. Any thread. */
    List<Throwable> failures() {
        return failures;
    }

    @Nullable
    Subscriber subscriber() {
        return subscriber;
    }

    /** What became of the events of whoever joined last, also when they have left. */
    Tally tally() {
        return Objects.requireNonNull(last).tally();
    }

    void join(AudienceKey key) {
        join(Identities.bearer("nobody"), key);
    }

    Subscriber join(Identity identity, AudienceKey key) {
        ChannelHandlerContext context = Objects.requireNonNull(this.context);
        Subscriber joining = new Subscriber(identity, context, (reason, code, text) -> {
            told.add(reason);
            leave();
            context.close();
        });
        subscriber = joining;
        last = joining;
        shard.join(joining, key);
        return joining;
    }

    void leave() {
        if (subscriber != null) {
            shard.leave(subscriber, ShedReason.CLOSED);
            subscriber = null;
        }
    }

    /** Closes the connection. */
    void end() {
        Objects.requireNonNull(context).close();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (subscriber != null && context.channel().isWritable()) {
            shard.writable(subscriber);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        leave();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            failures.add(cause);
        }
        context.close();
    }
}
