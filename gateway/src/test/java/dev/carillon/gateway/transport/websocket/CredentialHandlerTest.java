package dev.carillon.gateway.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.View;
import dev.carillon.gateway.admission.FailureLimits;
import dev.carillon.gateway.admission.Limits;
import dev.carillon.gateway.admission.Pacer;
import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.handshake.CredentialFinder.Finding;
import dev.carillon.gateway.handshake.CredentialsConfig;
import dev.carillon.gateway.handshake.Place;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.session.KeepaliveConfig;
import dev.carillon.gateway.session.Session;
import dev.carillon.gateway.session.SessionLoop;
import dev.carillon.gateway.session.SessionMetrics;
import dev.carillon.gateway.session.SessionOpener;
import dev.carillon.gateway.settings.ByteSize;
import dev.carillon.gateway.testing.NoTruth;
import dev.carillon.protocol.client.OpeningHandshake.Verdict;
import dev.carillon.protocol.close.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What comes while a credential is under check, on a channel without a socket. */
final class CredentialHandlerTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Metrics metrics = new Metrics();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final CompletableFuture<AuthResult> authentication = new CompletableFuture<>();
    private final SessionLoop loop = new SessionLoop(
            new LoopShard(channel.eventLoop()),
            new SessionOpener(
                    credential -> authentication,
                    identity -> CompletableFuture.completedStage(View.NOTHING),
                    new Pacer(Limits.none(), System::nanoTime),
                    new FailureLimits(Limits.none(), System::nanoTime),
                    () -> 0),
            new NoTruth(),
            new SessionLoop.Rules(
                    LONG,
                    new KeepaliveConfig(LONG, LONG, LONG, LONG),
                    new CredentialsConfig(true, true, true, true, "", List.of(), 1011, LONG)),
            new SessionMetrics(metrics));
    private final Session session = new Session(loop, channel);

    @AfterEach
    void end() {
        session.inactive();
        channel.finishAndReleaseAll();
        metrics.close();
    }

    private void ask() {
        HandshakeAnswer answer = new HandshakeAnswer(session, new HandshakeMetrics(metrics));
        Finding.Found found = new Finding.Found(Credential.ofText("token", Instant.now()), Place.AUTHORIZATION);
        WebSocketConfig config = new WebSocketConfig(new ByteSize(1 << 20), new ByteSize(8192), 128, true, List.of());
        Upgrade upgrade = new Upgrade(session, config, answer, new Verdict.Accept("key", Optional.empty()), false);
        CredentialHandler handler = new CredentialHandler(answer, found, upgrade);
        channel.pipeline().addLast(handler);
        ChannelHandlerContext place = channel.pipeline().context(handler);
        session.authenticate(found.credential(), found.place(), opened -> handler.end(place, opened));
    }

    private void decide(AuthResult result) {
        authentication.complete(result);
        channel.runPendingTasks();
    }

    private String sent() {
        ByteBuf out = Objects.requireNonNull(channel.<ByteBuf>readOutbound());
        try {
            return out.toString(StandardCharsets.ISO_8859_1);
        } finally {
            out.release();
        }
    }

    @Test
    void no_more_is_read_once_there_is_more_than_a_few_frames_and_all_of_it_goes_on_to_the_websocket() {
        ask();
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {(byte) 0x89, (byte) 0x81, 0, 0, 0, 0, 'a'}));
        assertThat(channel.config().isAutoRead()).isTrue();
        // Binary messages of 125 bytes, which nobody reads, and a ping at the end.
        for (int i = 0; i < 40; i++) {
            channel.writeInbound(
                    Unpooled.buffer().writeShort((short) 0x82FD).writeInt(0).writeZero(125));
        }
        assertThat(channel.config().isAutoRead()).isFalse();
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {(byte) 0x89, (byte) 0x81, 0, 0, 0, 0, 'b'}));
        decide(new AuthResult.Accepted(new Identity.TokenBearer("x", Set.of(), null)));
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(sent()).startsWith("HTTP/1.1 101 ");
        assertThat(sent()).isEqualTo("\u008A\u0001a");
        assertThat(sent()).isEqualTo("\u008A\u0001b");
        assertThat(loop.count(Session.State.SUBSCRIBED)).isEqualTo(1);
    }

    @Test
    void what_came_early_is_thrown_away_with_a_refusal() {
        ask();
        channel.writeInbound(Unpooled.buffer().writeZero(5000));
        decide(new AuthResult.Rejected(AuthResult.Reason.EXPIRED));
        assertThat(sent()).startsWith("HTTP/1.1 401 ");
        assertThat(channel.inboundMessages()).isEmpty();
    }

    @Test
    void who_is_not_known_in_time_is_told_to_come_back_and_what_is_known_later_counts_no_more() {
        ask();
        loop.sweep(System.nanoTime() + LONG.toNanos() + 1_000_000_000);
        assertThat(sent()).startsWith("HTTP/1.1 503 ").contains("\r\nRetry-After: ");
        decide(new AuthResult.Accepted(new Identity.TokenBearer("x", Set.of(), null)));
        assertThat(channel.outboundMessages()).isEmpty();
        assertThat(loop.count(Session.State.SUBSCRIBED)).isZero();
    }

    @Test
    void a_gateway_that_ends_answers_who_waits() {
        ask();
        session.close(CloseReason.GOING_AWAY);
        assertThat(sent()).startsWith("HTTP/1.1 503 ");
        decide(new AuthResult.Rejected(AuthResult.Reason.EXPIRED));
        assertThat(channel.outboundMessages()).isEmpty();
    }
}
