package dev.carillon.bench.fanout;

import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.registry.AudienceKey;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Subscriber;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Does what a session does for the fan-out, and no more. Confined to its loop. */
final class Member extends ChannelInboundHandlerAdapter {
    private static final Identity NOBODY = new Identity.TokenBearer("bench", Set.of(), null);

    private final LoopShard shard;
    private final AudienceKey key;
    private @Nullable Subscriber subscriber;

    Member(LoopShard shard, AudienceKey key) {
        this.shard = shard;
        this.key = key;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        // Whoever is shed is counted, and fails the benchmark there.
        subscriber = new Subscriber(NOBODY, context, (reason, code, text) -> {});
        shard.join(subscriber, key);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (subscriber != null && subscriber.isWritable()) {
            shard.writable(subscriber);
        }
    }
}
