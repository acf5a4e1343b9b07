package dev.carillon.gateway.support.why;

import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.gateway.registry.Tally;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A subscribed connection at the moment of a question, and whether it sees the type that was asked for.
 *
 * @param loop name of the thread that serves it
 * @param byToken whether its token itself says what it sees, and not the database
 * @param waiting events that wait in the log for it; 0 while it is live
 * @param parkedNanos since when it is behind; only while it is parked
 */
public record Connection(
        String id,
        Identity identity,
        String credential,
        Instant since,
        String address,
        String loop,
        boolean sees,
        boolean byToken,
        boolean parked,
        long waiting,
        long parkedNanos,
        Tally tally) {

    /** On the shard's loop. */
    public static Connection of(LoopShard shard, Subscriber subscriber, long contentType) {
        return new Connection(
                subscriber.context().channel().id().asShortText(),
                subscriber.identity(),
                credential(subscriber.identity()),
                subscriber.since(),
                address(subscriber.context().channel().remoteAddress()),
                Thread.currentThread().getName(),
                shard.audienceOf(subscriber).types().contains(contentType),
                subscriber.identity() instanceof Identity.TokenBearer,
                subscriber.isParked(),
                subscriber.isParked() ? shard.waiting(subscriber) : 0,
                subscriber.parkedNanos(),
                subscriber.tally());
    }

    private static String credential(Identity identity) {
        return switch (identity) {
            case Identity.DjangoUser user -> user.bond().credential();
            case Identity.TokenBearer bearer -> "a token that lists what it sees";
        };
    }

    private static String address(@Nullable SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet -> inet.getAddress().getHostAddress() + " port " + inet.getPort();
            case null -> "unknown";
            default -> "a Unix socket";
        };
    }
}
