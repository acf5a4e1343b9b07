package dev.carillon.bench.fanout;

import dev.carillon.bench.Events;
import dev.carillon.bench.channels.Loops;
import dev.carillon.bench.channels.MemoryChannel;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelMatchers;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.ArrayList;
import java.util.List;

/**
 * The control: the same scene with what Netty has ready. A group for each content type; an event is written to the group,
 * which gives every channel's loop a task for it; every channel's pipeline encodes the frame.
 */
final class ChannelGroupBed implements AutoCloseable {
    private static final int IN_FLIGHT = 8_000;

    private final Loops loops;
    private final Scene scene;
    private final SlowChannels slow;
    private final List<ChannelGroup> groups = new ArrayList<>();
    private final List<byte[]> events = new ArrayList<>();

    ChannelGroupBed(Scene scene) {
        this.scene = scene;
        loops = new Loops(scene.loops(), WriteBufferWaterMark.DEFAULT);
        slow = new SlowChannels(loops);
        for (int type = 1; type <= scene.types(); type++) {
            groups.add(new DefaultChannelGroup(GlobalEventExecutor.INSTANCE));
            events.add(Events.event(type, scene.payload()));
        }
        loops.onEach(this::connect);
    }

    private void connect(EventLoop loop) {
        for (int i = 0; i < scene.connections(); i++) {
            if (scene.loopOf(i, loops.loops()).equals(loop)) {
                WebSocket13FrameEncoder encoder = new WebSocket13FrameEncoder(false);
                Channel channel = scene.end() == End.SOCKET
                        ? loops.openDiscarding(loop, encoder)
                        : openInMemory(i, loop, encoder);
                for (long type : scene.seenBy(i).toArray()) {
                    groups.get((int) type - 1).add(channel);
                }
            }
        }
    }

    private Channel openInMemory(int connection, EventLoop loop, WebSocket13FrameEncoder encoder) {
        MemoryChannel channel = loops.openInMemory(loop, encoder);
        if (scene.isSlow(connection)) {
            slow.add(channel);
        }
        return channel;
    }

    /**
     * Delivers so many events; returns when all are written. What the slow do not take waits in their channels, for which Netty
     * has no bound.
     */
    void deliver(int events, long deliveries) {
        slow.stall();
        long frame = (long) scene.payload() + (scene.payload() < 126 ? 2 : 4);
        long expected = loops.bytesTaken() + deliveries * frame;
        int unawaited = 0;
        for (int event = 0; event < events; event++) {
            ChannelGroup group = groups.get((int) scene.typeOf(event) - 1);
            byte[] payload = this.events.get((int) scene.typeOf(event) - 1);
            group.writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(payload)), ChannelMatchers.all(), true);
            unawaited += group.size();
            if (unawaited >= IN_FLIGHT || event == events - 1) {
                // A publisher that never waits would measure how fast memory fills with tasks.
                loops.onEach(loop -> {});
                unawaited = 0;
            }
        }
        slow.take();
        if (scene.end() == End.MEMORY && loops.bytesTaken() != expected) {
            throw new IllegalStateException("not all was delivered");
        }
    }

    Loops loops() {
        return loops;
    }

    @Override
    public void close() {
        loops.close();
    }
}
