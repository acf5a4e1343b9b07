package dev.carillon.bench.load.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code POST /events} of a gateway's admin port. All on one connection, each request sent before the one before is answered:
 * several connections would put events on the bus out of order.
 */
final class HttpOutlet implements Outlet {
    private static final int LONGEST_ANSWER = 64 << 10;

    private final URI url;
    private final String path;
    private final Receipts receipts = new Receipts();
    private final Wire wire;

    HttpOutlet(URI url) throws IOException {
        if (url.getHost() == null || url.getUserInfo() != null) {
            throw new IllegalArgumentException("the admin port's URL must be like http://127.0.0.1:9888");
        }
        this.url = url;
        boolean secure = url.getScheme().equals("https");
        String given = url.getPath().replaceFirst("/+$", "");
        this.path = given.endsWith("/events") ? given : given + "/events";
        int port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
        SslContext ssl = secure ? SslContextBuilder.forClient().build() : null;
        this.wire = Wire.tcp(
                new InetSocketAddress(url.getHost(), port),
                ssl,
                List.of(new HttpClientCodec(), new HttpObjectAggregator(LONGEST_ANSWER), new Answers(receipts)));
    }

    @Override
    public void publish(byte[] payload) {
        DefaultFullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, path, Unpooled.wrappedBuffer(payload));
        request.headers()
                .set("Host", url.getRawAuthority())
                .set("Content-Type", "application/json")
                .set("Content-Length", payload.length);
        wire.write(request);
    }

    @Override
    public void flush() {
        wire.flush();
    }

    @Override
    public Receipts receipts() {
        return receipts;
    }

    @Override
    public String where() {
        return "the admin port at " + url.getRawAuthority();
    }

    @Override
    public void close() {
        wire.close();
    }

    private static final class Answers extends SimpleChannelInboundHandler<FullHttpResponse> {
        private static final Pattern RECEIVERS = Pattern.compile("\"receivers\": ?(\\d{1,18})");

        private final Receipts receipts;

        Answers(Receipts receipts) {
            this.receipts = receipts;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            String body = response.content().toString(UTF_8).strip();
            if (response.status().code() / 100 == 2) {
                Matcher receivers = RECEIVERS.matcher(body);
                receipts.accepted(receivers.find() ? Long.parseLong(receivers.group(1)) : -1);
            } else {
                receipts.refused("HTTP " + response.status().code() + " " + body);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            receipts.broken("the admin port closed the connection on which events were published");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            receipts.broken("the connection on which events were published broke: " + cause.getMessage());
            context.close();
        }
    }
}
