package dev.carillon.gateway.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.View;
import dev.carillon.gateway.admission.FailureLimits;
import dev.carillon.gateway.admission.Limits;
import dev.carillon.gateway.admission.Pacer;
import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.handshake.CredentialsConfig;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.testing.NoTruth;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** One session on a channel without a socket; time goes on by sweeps into the future. */
abstract class SessionHarness {
    static final Duration REFRESH_INTERVAL = Duration.ofSeconds(5);

    final Metrics metrics = new Metrics();
    final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    final LoopShard shard = new LoopShard(channel.eventLoop());
    final SessionLoop loop = new SessionLoop(
            shard,
            new SessionOpener(
                    this::authenticate,
                    this::visibleTo,
                    new Pacer(Limits.none(), System::nanoTime),
                    new FailureLimits(Limits.none(), System::nanoTime),
                    () -> 0),
            new NoTruth(),
            new SessionLoop.Rules(
                    Duration.ofSeconds(15),
                    new KeepaliveConfig(
                            Duration.ofSeconds(20),
                            Duration.ofSeconds(20),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(10)),
                    new CredentialsConfig(true, true, true, true, "", List.of(), 1011, REFRESH_INTERVAL)),
            new SessionMetrics(metrics));
    final Session session = new Session(loop, channel);
    long now = System.nanoTime();

    abstract CompletionStage<AuthResult> authenticate(Credential credential);

    abstract CompletionStage<View> visibleTo(Identity identity);

    @AfterEach
    void nothingIsLeft() {
        session.inactive();
        channel.finishAndReleaseAll();
        assertThat(loop.size()).isZero();
        for (Session.State state : Session.State.values()) {
            assertThat(loop.count(state)).as(state.toString()).isZero();
        }
        assertThat(shard.subscriberCount()).isZero();
        loop.sweep(now + TimeUnit.DAYS.toNanos(1));
        metrics.close();
    }

    final void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        loop.sweep(now);
        channel.runPendingTasks();
    }

    final void upgrade() {
        session.upgraded(channel.pipeline().firstContext(), WireFormat.PLAIN);
    }

    /** The next frame that was sent, like {@code 88 1001 reason} or {@code 89 4 bytes}. */
    final String sent() {
        ByteBuf frame = channel.readOutbound();
        if (frame == null) {
            return "nothing";
        }
        int first = frame.readUnsignedByte();
        int length = frame.readUnsignedByte();
        assertThat(frame.readableBytes()).isEqualTo(length);
        boolean closing = first == 0x88 && length > 0;
        String words = closing ? frame.readUnsignedShort() + " " + frame.toString(UTF_8) : length + " bytes";
        sent(first, frame);
        frame.release();
        return Integer.toHexString(first) + " " + words;
    }

    /** What the client does about a frame. */
    void sent(int first, ByteBuf payload) {}
}
