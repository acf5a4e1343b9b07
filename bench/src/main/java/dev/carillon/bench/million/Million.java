package dev.carillon.bench.million;

import dev.carillon.bench.Events;
import dev.carillon.bench.million.Report.Account;
import dev.carillon.bench.million.Report.ClassShare;
import dev.carillon.bench.million.Report.Crowd;
import dev.carillon.bench.million.Report.Heap;
import dev.carillon.gateway.registry.AudienceKey;
import dev.carillon.protocol.frame.SharedDeflater;
import dev.carillon.protocol.frame.WireFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Opens a crowd, weighs it, sends it events, changes what a group of it may see, and accounts for every delivery. */
final class Million implements AutoCloseable {
    /** The window that clients of the guide's page get. */
    private static final int WINDOW_BITS = 12;
    /** As many as tell their weight well. */
    private static final int BARE = 100_000;

    private static final int WARM_UPS = 3;
    private static final int MOVES = 6;
    private static final int CLASSES = 25;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Crowd crowd;
    private final Users users;
    private final MemoryGateway gateway;
    private final WireFormat format;
    private long deliveries;
    private long expectedBytes;

    Million(Crowd crowd) {
        this.crowd = crowd;
        users = new Users(crowd.groups(), crowd.types(), crowd.loops());
        gateway = new MemoryGateway(crowd.loops(), users, crowd.deflate());
        format = crowd.deflate() ? WireFormat.deflate(WINDOW_BITS) : WireFormat.PLAIN;
    }

    /**
     * @param events delivered to all, after a few to warm up
     * @throws IOException when this machine has not a few sockets to weigh
     */
    Report run(int events) throws IOException {
        double socketHeap = Sockets.weigh();
        LiveHeap empty = LiveHeap.count();
        int bare = Math.min(BARE, crowd.subscribers());
        gateway.openBare(bare);
        LiveHeap channels = LiveHeap.count().since(empty);
        gateway.closeAll();
        long opening = System.nanoTime();
        gateway.open(crowd.subscribers());
        double openSeconds = (System.nanoTime() - opening) / 1e9;
        LiveHeap subscribers = LiveHeap.count().since(empty);
        expectedBytes = gateway.path().loops().bytesTaken();
        List<Double> deliveryMillis = deliverToAll(events);
        List<Double> moveMillis = new ArrayList<>();
        long moved = changePermissions(moveMillis);
        deliver(Users.COMMON, crowd.subscribers());
        Account account = account();
        gateway.closeAll();
        return new Report(
                crowd,
                openSeconds,
                new Heap(subscribers.each(crowd.subscribers()), channels.each(bare), socketHeap),
                shares(subscribers, channels, bare),
                deliveryMillis,
                moved,
                moveMillis,
                account,
                gateway.path().subscribers());
    }

    private List<Double> deliverToAll(int events) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < WARM_UPS + events; i++) {
            double each = deliver(Users.COMMON, crowd.subscribers());
            if (i >= WARM_UPS) {
                millis.add(each);
            }
        }
        return millis;
    }

    /** Gives how long it took from the bus to the last connection, in milliseconds. */
    private double deliver(long contentType, long receivers) {
        byte[] event = Events.event(contentType, crowd.eventBytes());
        expectedBytes += receivers * frameSize(event);
        deliveries += receivers;
        long began = System.nanoTime();
        gateway.publish(event);
        gateway.path().awaitWritten(deliveries);
        return (System.nanoTime() - began) / 1e6;
    }

    private int frameSize(byte[] event) {
        try (SharedDeflater deflater = new SharedDeflater()) {
            return format.frameSize(event, deflater.compress(event));
        }
    }

    /**
     * A group is granted what nobody sees, and loses it again; after each change an event of it tells who sees it. A change's time is
     * from the message that tells of it to the last member's connection.
     */
    private long changePermissions(List<Double> millis) {
        long members = gateway.membersOf(seenByChanging());
        for (int i = 0; i < MOVES; i++) {
            boolean grant = i % 2 == 0;
            users.grant(grant);
            long began = System.nanoTime();
            gateway.changed(Users.CHANGING);
            awaitMembers(members);
            millis.add((System.nanoTime() - began) / 1e6);
            deliver(users.ungranted(), grant ? members : 0);
        }
        return members;
    }

    /** @throws IllegalStateException when for some time none is moved */
    private void awaitMembers(long wanted) {
        long seen = -1;
        long deadline = 0;
        for (long now = gateway.membersOf(seenByChanging()); now < wanted; now = gateway.membersOf(seenByChanging())) {
            deadline = now == seen ? deadline : System.nanoTime() + LIMIT.toNanos();
            seen = now;
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        "a change of permission has reached " + now + " of the group's " + wanted + " members");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private AudienceKey seenByChanging() {
        return new AudienceKey(users.seenByChanging(), format);
    }

    /** @throws IllegalStateException when it does not balance */
    private Account account() {
        Account account = new Account(
                gateway.path().matched(),
                gateway.path().written(),
                gateway.path().shed(),
                expectedBytes,
                gateway.path().loops().bytesTaken());
        if (!account.isBalanced() || account.written() != deliveries) {
            throw new IllegalStateException("of " + deliveries + " deliveries: " + account);
        }
        return account;
    }

    private List<ClassShare> shares(LiveHeap subscribers, LiveHeap channels, int bare) {
        return subscribers.byClass().keySet().stream()
                .map(name ->
                        new ClassShare(name, subscribers.each(name, crowd.subscribers()), channels.each(name, bare)))
                .filter(share -> share.subscriber() >= 1)
                .sorted((a, b) -> Double.compare(b.subscriber(), a.subscriber()))
                .limit(CLASSES)
                .toList();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
