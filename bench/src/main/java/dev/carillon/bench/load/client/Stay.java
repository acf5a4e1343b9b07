package dev.carillon.bench.load.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.bench.load.frame.FrameScanner;
import dev.carillon.bench.load.frame.KnownEvent;
import dev.carillon.bench.load.frame.Opening;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One connection of a client, from its begin to its end. Confined to the loop. */
final class Stay extends ChannelInboundHandlerAdapter implements FrameScanner.Sink {
    private static final int MAX_HEAD = 16 << 10;

    private final Client client;
    private final LoopClients loop;
    private State state = State.OPENING;
    private @Nullable ChannelHandlerContext context;
    private @Nullable FrameScanner scanner;
    private final Assembly assembly;
    /** The handshake's answer so far, where it comes in pieces. */
    private @Nullable ByteArrayOutputStream pieces;

    /** Why it ends, if not by the client's own will. */
    private @Nullable String problem;

    private boolean left;
    /** Bytes that a slow client may read by now. */
    private double allowance;

    private final ReceiveBuffer.@Nullable Measured measured;

    private enum State {
        OPENING,
        OPEN,
        CLOSING,
        ENDED
    }

    Stay(Client client, LoopClients loop, ReceiveBuffer.@Nullable Measured measured) {
        this.client = client;
        this.loop = loop;
        this.measured = measured;
        this.assembly = new Assembly(client, loop.hearing, loop.inflation);
    }

    Client client() {
        return client;
    }

    boolean isOpening() {
        return state == State.OPENING;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether it ends because the client wanted it. */
    boolean hasLeft() {
        return left;
    }

    /** Why it ended, for people. */
    String problem() {
        return problem == null ? "the connection broke" : problem;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (ctx.pipeline().get(SslHandler.class) == null) {
            request(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                request(ctx);
            } else {
                fail("TLS: " + handshake.cause().getMessage());
            }
        }
    }

    private void request(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(Unpooled.wrappedBuffer(loop.request(client).getBytes(ISO_8859_1)));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            loop.hearing.came(in.readableBytes());
            allowance -= in.readableBytes();
            if (scanner == null) {
                answer(in);
            } else {
                long offset = loop.buffer.offsetOf(in);
                scan(scanner, loop.buffer.segmentOf(in), offset, offset + in.readableBytes());
            }
        } finally {
            in.release();
        }
    }

    private void scan(FrameScanner frames, MemorySegment in, long from, long to) {
        String violation = frames.read(in, from, to);
        if (violation != null) {
            fail("protocol error: " + violation);
        }
    }

    private void answer(ByteBuf in) {
        byte[] bytes = new byte[in.readableBytes()];
        in.readBytes(bytes);
        ByteArrayOutputStream all = pieces == null ? new ByteArrayOutputStream() : pieces;
        all.writeBytes(bytes);
        String text = all.toString(ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            pieces = all;
            if (all.size() > MAX_HEAD) {
                fail("not an HTTP answer");
            }
            return;
        }
        pieces = null;
        Opening.Answer answer = loop.opening.judge(text.substring(0, end));
        if (answer.problem() != null) {
            fail(answer.problem());
            return;
        }
        state = State.OPEN;
        scanner = new FrameScanner(this, answer.compression());
        loop.opened(this);
        byte[] rest = text.substring(end + 4).getBytes(ISO_8859_1);
        scan(scanner, MemorySegment.ofArray(rest), 0, rest.length);
    }

    @Override
    public @Nullable KnownEvent expected() {
        return assembly.isUnderWay() ? null : loop.hearing.expected(client);
    }

    @Override
    public void arrived(KnownEvent event) {
        loop.hearing.arrived(client, event);
    }

    @Override
    public void frame(FrameScanner.Frame frame) {
        switch (frame.opcode()) {
            case 8 -> closed(frame.bytes());
            case 9 -> {
                loop.hearing.pinged();
                write(loop.frames.pong(frame.bytes()));
            }
            case 10 -> {}
            default -> {
                String wrong = assembly.take(frame);
                if (wrong != null) {
                    fail("protocol error: " + wrong);
                }
            }
        }
    }

    private void closed(byte[] payload) {
        if (state == State.CLOSING) {
            // The server's echo: it ends the connection now, or the deadline does.
            return;
        }
        int code = payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        String reason = payload.length < 3 ? "" : " " + new String(payload, 2, payload.length - 2, UTF_8);
        problem = "closed by the server: " + code + reason;
        state = State.CLOSING;
        write(loop.frames.close(payload));
        loop.closing(this);
    }

    private void write(ByteBuf frame) {
        if (context != null) {
            context.writeAndFlush(frame, context.voidPromise());
        } else {
            frame.release();
        }
    }

    /** Sends the token. */
    void say(byte[] message) {
        write(loop.frames.text(message));
    }

    /** The client's own end: by a close frame, or with a reset. */
    void leave(boolean reset) {
        left = true;
        if (reset) {
            drop(true);
        } else {
            state = State.CLOSING;
            write(loop.frames.close());
            loop.closing(this);
        }
    }

    /** Ends TCP without a word, as a client that crashes. */
    void drop(boolean reset) {
        left = true;
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            if (reset) {
                ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            }
            ctx.close();
        }
    }

    /** The run is over: says goodbye and waits for nothing. */
    void end() {
        left = true;
        ChannelHandlerContext ctx = context;
        if (ctx != null && state == State.OPEN) {
            ctx.writeAndFlush(loop.frames.close()).addListener(ChannelFutureListener.CLOSE);
        } else if (ctx != null) {
            ctx.close();
        }
    }

    void fail(String why) {
        if (problem == null) {
            problem = why;
        }
        if (context != null) {
            context.close();
        }
    }

    /** Stops reading by itself, or does so again. */
    void readBySelf(boolean on) {
        if (context != null) {
            context.channel().config().setAutoRead(on);
            if (on && measured != null) {
                measured.allow(ReceiveBuffer.SIZE);
            }
        }
    }

    /** Lets a slow client read so many bytes more. */
    void allow(double bytes) {
        allowance = Math.min(allowance + bytes, ReceiveBuffer.SIZE);
        if (allowance >= 1 && context != null && state == State.OPEN) {
            if (measured != null) {
                measured.allow((int) allowance);
            }
            context.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended();
    }

    /** Also where it never was active. */
    void ended() {
        if (state != State.ENDED) {
            boolean opened = state != State.OPENING;
            state = State.ENDED;
            loop.ended(this, opened);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(Connector.words(cause));
    }
}
