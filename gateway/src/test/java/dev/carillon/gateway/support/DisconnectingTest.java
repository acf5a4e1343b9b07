package dev.carillon.gateway.support;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.registry.AudienceKey;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Registry;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.gateway.testing.Identities;
import dev.carillon.protocol.close.CloseReason;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.local.LocalChannel;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Disconnecting connections without sockets, on a real loop. */
final class DisconnectingTest {
    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final Registry registry = new Registry(List.of(loop));
    private final LoopShard shard = registry.of(loop);
    private final Disconnecting disconnecting = new Disconnecting(registry);
    private final List<CloseReason> ended = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private WeakReference<Subscriber> join() {
        LocalChannel channel = new LocalChannel();
        loop.register(channel).syncUninterruptibly();
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter());
        return CompletableFuture.supplyAsync(
                        () -> {
                            Subscriber subscriber = new Subscriber(
                                    Identities.bearer("ada"),
                                    channel.pipeline().firstContext(),
                                    (reason, code, text) -> ended.add(reason));
                            shard.join(subscriber, new AudienceKey(VisibleTypes.of(1), WireFormat.PLAIN));
                            return new WeakReference<>(subscriber);
                        },
                        loop)
                .join();
    }

    private void leave(WeakReference<Subscriber> subscriber) {
        CompletableFuture.runAsync(() -> shard.leave(Objects.requireNonNull(subscriber.get()), ShedReason.CLOSED), loop)
                .join();
    }

    private void disconnectEveryone(Duration over) {
        disconnecting.everyone(Farewell.USUAL, over).toCompletableFuture().join();
    }

    @Test
    void who_has_ended_is_not_held_until_its_turn() {
        WeakReference<Subscriber> first = join();
        WeakReference<Subscriber> second = join();
        WeakReference<Subscriber> third = join();
        disconnectEveryone(Duration.ofHours(24));
        leave(first);
        leave(second);
        leave(third);
        eventually("nobody holds them", () -> {
            System.gc();
            return first.refersTo(null) && second.refersTo(null) && third.refersTo(null);
        });
    }

    @Test
    void who_is_still_here_goes_though_others_have_ended_before_their_turn() {
        WeakReference<Subscriber> leaving = join();
        join();
        join();
        disconnectEveryone(Duration.ofSeconds(1));
        leave(leaving);
        eventually("the others are told", () -> ended.size() == 2);
        assertThat(ended).containsOnly(CloseReason.DISCONNECTED);
    }
}
