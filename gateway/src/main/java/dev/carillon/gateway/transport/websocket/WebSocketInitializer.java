package dev.carillon.gateway.transport.websocket;

import dev.carillon.gateway.admission.Admission;
import dev.carillon.gateway.session.Session;
import dev.carillon.gateway.session.SessionLoop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.net.SocketAddress;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gives each new connection its pipeline: one handler for each phase, which makes way for the next. */
@ChannelHandler.Sharable
public final class WebSocketInitializer extends ChannelInitializer<Channel> {
    /** All headers together, in lines of the longest: browsers with many cookies stay far below. */
    private static final int HEADER_LINES = 8;

    private final Function<EventLoop, SessionLoop> loops;
    private final Admission admission;
    private final HandshakeRules rules;
    private final HandshakeMetrics metrics;

    /** @param loops the sessions of a channel's loop */
    public WebSocketInitializer(
            Function<EventLoop, SessionLoop> loops,
            Admission admission,
            HandshakeRules rules,
            HandshakeMetrics metrics) {
        this.loops = loops;
        this.admission = admission;
        this.rules = rules;
        this.metrics = metrics;
    }

    @Override
    protected void initChannel(Channel channel) {
        SocketAddress remote = channel.remoteAddress();
        Admission.Verdict verdict = admission.admit(remote);
        Session session = new Session(loops.apply(channel.eventLoop()), channel);
        if (verdict != Admission.Verdict.ADMITTED) {
            session.hurry();
        }
        WebSocketConfig config = rules.config();
        channel.pipeline()
                .addLast(new HttpRequestDecoder(new HttpDecoderConfig()
                        .setMaxInitialLineLength(config.maxHeaderLine().toInt())
                        .setMaxHeaderSize(config.maxHeaderLine().toInt() * HEADER_LINES)))
                .addLast(new HandshakeHandler(session, rules, new HandshakeAnswer(session, metrics), verdict))
                .addLast(new End(session, verdict == Admission.Verdict.ADMITTED ? admission : null, remote));
    }

    /** Notices the connection's end, in whichever phase it comes. */
    private static final class End extends ChannelInboundHandlerAdapter {
        private final Session session;
        private final @Nullable Admission admission;
        private final SocketAddress remote;

        End(Session session, @Nullable Admission admission, SocketAddress remote) {
            this.session = session;
            this.admission = admission;
            this.remote = remote;
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            // Its place first: whoever sees that it has left may come in its stead.
            if (admission != null) {
                admission.release(remote);
            }
            session.inactive();
        }
    }
}
