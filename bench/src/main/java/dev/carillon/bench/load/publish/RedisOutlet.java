package dev.carillon.bench.load.publish;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.gateway.redis.RedisUrl;
import io.lettuce.core.SslVerifyMode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** {@code PUBLISH}, one command an event, all on one connection: Redis hands events on in this order. */
final class RedisOutlet implements Outlet {
    private static final int LONGEST_ANSWER = 64 << 10;
    private static final byte[] END = {'\r', '\n'};

    private final RedisUrl url;
    private final byte[] prefix;
    private final Receipts receipts = new Receipts();
    private final Wire wire;
    private ByteBuf batch = Unpooled.buffer();

    RedisOutlet(RedisUrl url, String channel) throws IOException {
        if (url.master() != null) {
            throw new IOException("name the Redis itself to publish to, not its Sentinels");
        }
        this.url = url;
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        command.writeBytes("*3\r\n".getBytes(US_ASCII));
        bulk(command, "PUBLISH");
        bulk(command, channel);
        prefix = command.toByteArray();
        List<io.netty.channel.ChannelHandler> handlers =
                List.of(new LineBasedFrameDecoder(LONGEST_ANSWER), new Answers(receipts));
        if (url.socket() != null) {
            wire = Wire.unix(url.socket(), handlers);
        } else {
            RedisUrl.Host host = url.hosts().getFirst();
            wire = Wire.tcp(new InetSocketAddress(host.name(), host.port()), url.tls() ? ssl(url) : null, handlers);
        }
        login();
    }

    private static SslContext ssl(RedisUrl url) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (url.verify() == SslVerifyMode.NONE) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (url.certificates() != null) {
            builder.trustManager(url.certificates().toFile());
        }
        return builder.build();
    }

    private void login() throws IOException {
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        boolean named = url.user() != null && !url.user().isEmpty();
        if (url.password() == null) {
            command.writeBytes("*1\r\n".getBytes(US_ASCII));
            bulk(command, "PING");
        } else {
            command.writeBytes((named ? "*3\r\n" : "*2\r\n").getBytes(US_ASCII));
            bulk(command, "AUTH");
            if (named) {
                bulk(command, String.valueOf(url.user()));
            }
            bulk(command, url.password().revealText());
        }
        wire.write(Unpooled.wrappedBuffer(command.toByteArray()));
        wire.flush();
        try {
            boolean answered = receipts.await(1, PATIENCE.toNanos());
            String problem = receipts.problem();
            if (!answered || problem != null) {
                close();
                throw new IOException(url.where() + " does not let this program publish: "
                        + (problem == null ? "no answer" : problem));
            }
            receipts.startProbes();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void bulk(ByteArrayOutputStream command, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        command.writeBytes(("$" + bytes.length + "\r\n").getBytes(US_ASCII));
        command.writeBytes(bytes);
        command.writeBytes(END);
    }

    @Override
    public void publish(byte[] payload) {
        batch.writeBytes(prefix)
                .writeBytes(("$" + payload.length + "\r\n").getBytes(US_ASCII))
                .writeBytes(payload)
                .writeBytes(END);
    }

    @Override
    public void flush() {
        if (batch.isReadable()) {
            wire.write(batch);
            wire.flush();
            batch = Unpooled.buffer(batch.readableBytes());
        }
    }

    @Override
    public Receipts receipts() {
        return receipts;
    }

    @Override
    public String where() {
        return url.where();
    }

    @Override
    public void close() {
        wire.close();
    }

    /** One line each, in the order of the commands. */
    private static final class Answers extends SimpleChannelInboundHandler<ByteBuf> {
        private final Receipts receipts;

        Answers(Receipts receipts) {
            this.receipts = receipts;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf line) {
            String text = line.toString(UTF_8);
            if (text.startsWith(":")) {
                receipts.accepted(Long.parseLong(text.substring(1)));
            } else if (text.startsWith("-")) {
                receipts.refused(text.substring(1));
            } else {
                receipts.accepted(-1);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            receipts.broken("Redis closed the connection on which events were published");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            receipts.broken("the connection on which events were published broke: " + cause.getMessage());
            context.close();
        }
    }
}
