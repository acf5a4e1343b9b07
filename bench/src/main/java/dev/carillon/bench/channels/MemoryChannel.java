package dev.carillon.bench.channels;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * A connection without a socket, on a real event loop: what is written to it is counted and released, at once or, while it
 * is stalled, not at all. Pipeline, outbound buffer, watermarks and promises are Netty's own, as on a socket; what is left
 * out is the system call.
 *
 * <p>Netty's EmbeddedChannel would not do: its loop is no thread, takes every thread for its own, and keeps what is written.
 */
public final class MemoryChannel extends AbstractChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false);
    private static final SocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final ChannelConfig config = new DefaultChannelConfig(this);
    private final Taken taken;
    private volatile boolean open = true;
    private boolean stalled;

    MemoryChannel(Taken taken) {
        super(null);
        this.taken = taken;
    }

    /** From now on nothing is taken, as by a client that has stopped reading. On the loop. */
    public void stall() {
        assert eventLoop().inEventLoop();
        stalled = true;
    }

    /** What waits is taken, and whatever comes from now on. On the loop. */
    public void take() {
        assert eventLoop().inEventLoop();
        stalled = false;
        unsafe().flush();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        while (!stalled) {
            if (!(in.current() instanceof ByteBuf bytes)) {
                return;
            }
            if (bytes.isReadable()) {
                taken.add(bytes.readableBytes());
            }
            in.remove();
        }
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected SocketAddress localAddress0() {
        return ADDRESS;
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return ADDRESS;
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        promise.setSuccess();
    }

    @Override
    protected void doBeginRead() {}

    @Override
    protected void doBind(SocketAddress address) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doClose() {
        open = false;
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new MemoryUnsafe();
    }

    private final class MemoryUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            promise.setFailure(new UnsupportedOperationException());
        }
    }
}
