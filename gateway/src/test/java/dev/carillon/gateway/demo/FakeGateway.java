package dev.carillon.gateway.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.gateway.bus.BusListener;
import dev.carillon.gateway.bus.EventBus;
import dev.carillon.protocol.django.PrimaryKey;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** As much of a gateway as the page needs, without a log, a database, or Django's tokens. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
final class FakeGateway implements EventBus {
    private static final JsonMapper JSON = new JsonMapper();

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<Channel, SampleUser> clients = new ConcurrentHashMap<>();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong deliveries = new AtomicLong();
    private final AtomicLong tokens = new AtomicLong();
    private final Map<String, SampleUser> valid = new ConcurrentHashMap<>();
    private final Channel server;

    FakeGateway() {
        server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(8192),
                                        new WebSocketServerProtocolHandler("/"),
                                        new FirstMessage());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    private final class FirstMessage extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            SampleUser user = valid.remove(frame.text());
            if (user == null) {
                context.writeAndFlush(new CloseWebSocketFrame(1011, "authentication failed"));
            } else {
                clients.put(context.channel(), user);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            clients.remove(context.channel());
        }
    }

    DemoLinks links() {
        int port = ((InetSocketAddress) server.localAddress()).getPort();
        return new DemoLinks(
                URI.create("ws://127.0.0.1:" + port + "/"),
                this::token,
                () -> new DemoLinks.Numbers(clients.size(), 4, events.get(), deliveries.get(), 0),
                payload -> publish(payload).thenApply(seen -> new DemoLinks.Matched(Math.min(seen, 3), seen)));
    }

    private CompletionStage<String> token(PrimaryKey id) {
        String token = "AAAA" + id + "x7wQmT4rPz" + tokens.incrementAndGet();
        for (SampleUser user : SampleUser.ALL) {
            if (user.id().equals(id)) {
                valid.put(token, user);
            }
        }
        return CompletableFuture.completedFuture(token);
    }

    /** As if every connection were lost. */
    void dropAll() {
        clients.keySet().forEach(Channel::close);
    }

    @Override
    public CompletionStage<Void> start(BusListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Long> publish(byte[] payload) {
        events.incrementAndGet();
        String model;
        try {
            model = JSON.readTree(payload).path("model").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long seen = 0;
        for (Map.Entry<Channel, SampleUser> client : clients.entrySet()) {
            SampleUser user = client.getValue();
            if (user.username().equals("root")
                    || user.sees().stream().anyMatch(type -> type.label().equals(model))) {
                client.getKey().writeAndFlush(new TextWebSocketFrame(new String(payload, UTF_8)));
                seen++;
            }
        }
        deliveries.addAndGet(seen);
        return CompletableFuture.completedFuture(seen);
    }

    @Override
    public void close() {
        group.shutdownGracefully().syncUninterruptibly();
    }
}
