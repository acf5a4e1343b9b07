package dev.carillon.bench.registry;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.registry.AudienceKey;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Do coming, going, falling behind and catching up cost the same for 1, 10 and 1,000 content types? Among 1,000 subscribers
 * who see the same; the control keeps a list for each type.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class RegistryBenchmark {
    private static final int OTHERS = 1000;

    @Param({"1", "10", "1000"})
    int types;

    /** Its loop is this very thread: the registry needs no more of it than to be there. */
    private EmbeddedChannel channel;

    private LoopShard shard;
    private PerTypeRegistry perType;
    private Subscriber subscriber;
    private Subscriber joined;
    private AudienceKey key;
    private VisibleTypes visible;
    private int users;

    @Setup
    public void fill() {
        channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        shard = new LoopShard(channel.eventLoop());
        perType = new PerTypeRegistry();
        // The very set for all who see the same: access hands out few others (SharedViews).
        visible = VisibleTypes.of(LongStream.rangeClosed(1, types).toArray());
        for (int i = 0; i < OTHERS; i++) {
            joined = subscriber();
            shard.join(joined, key());
            perType.join(joined, visible);
        }
        subscriber = subscriber();
        key = key();
    }

    private Subscriber subscriber() {
        // A user each, as almost everywhere.
        Identity user = new Identity.TokenBearer("user" + users++, Set.of(), null);
        ChannelHandlerContext context = channel.pipeline().firstContext();
        return new Subscriber(user, context, (reason, code, text) -> {});
    }

    private AudienceKey key() {
        return new AudienceKey(visible, WireFormat.PLAIN);
    }

    @TearDown
    public void end() {
        channel.finishAndReleaseAll();
    }

    @Benchmark
    public void joinAndLeave() {
        shard.join(subscriber, key);
        shard.leave(subscriber, ShedReason.CLOSED);
    }

    @Benchmark
    public void joinAndLeavePerType() {
        perType.join(subscriber, visible);
        perType.leave(subscriber, visible);
    }

    /** Without a control: a list for each type has no such thing. */
    @Benchmark
    public void parkAndResume() {
        shard.park(joined, 0, 0);
        shard.resume(joined);
    }
}
