package dev.carillon.gateway.registry;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.metrics.LoopCounter;
import io.netty.channel.EventLoop;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One event loop's part of the registry: its audiences, found by content type, and its parked subscribers.
 *
 * <p>A subscriber stands in one place, whatever it sees: joining, leaving, parking and resuming cost the same for one
 * content type and for a thousand. Confined to the loop, except {@link #counters} and the counts, which any thread may
 * read.
 */
public final class LoopShard {
    private final EventLoop loop;
    private final Map<AudienceKey, Audience> audiences = new HashMap<>();
    private final AudienceIndex index = new AudienceIndex();
    private final DeliveryCounters counters = new DeliveryCounters();
    private final LoopCounter audienceCount = new LoopCounter();
    private final LoopCounter subscriberCount = new LoopCounter();
    private final LoopCounter compressingCount = new LoopCounter();
    private final LoopCounter parkedTotal = new LoopCounter();
    private Subscriber[] parked = new Subscriber[4];
    private int parkedCount;
    private final SubscribersOfUsers users = new SubscribersOfUsers();
    private Consumer<Subscriber> reader = subscriber -> {};
    private LongSupplier position = () -> 0;
    private Consumer<Subscriber> farewell = subscriber -> {};

    public LoopShard(EventLoop loop) {
        this.loop = loop;
    }

    public EventLoop loop() {
        return loop;
    }

    public DeliveryCounters counters() {
        return counters;
    }

    /**
     * What lets a parked subscriber read on. Set once, before the loop serves.
     *
     * @param position of the next event of the log that the loop has not read
     */
    public void readParkedBy(Consumer<Subscriber> reader, LongSupplier position) {
        this.reader = reader;
        this.position = position;
    }

    /** Who is told of each subscriber that has left. Set once, before the loop serves. */
    public void whenLeft(Consumer<Subscriber> farewell) {
        this.farewell = farewell;
    }

    /** A subscriber's socket takes bytes again. */
    public void writable(Subscriber subscriber) {
        assert loop.inEventLoop();
        if (subscriber.isParked()) {
            reader.accept(subscriber);
        }
    }

    /** Any thread. */
    public long audienceCount() {
        return audienceCount.get();
    }

    /** Any thread. */
    public long subscriberCount() {
        return subscriberCount.get();
    }

    /** How many subscribers take compressed frames. Any thread. */
    public long compressingCount() {
        return compressingCount.get();
    }

    /** Any thread. */
    public long parkedTotal() {
        return parkedTotal.get();
    }

    /** Puts a subscriber into the audience of its kind, live: it gets every event that the loop has not read yet. */
    public void join(Subscriber subscriber, AudienceKey key) {
        assert loop.inEventLoop();
        assert subscriber.audience == null : "joined twice";
        Audience audience = audience(key);
        subscriber.enter(audience);
        audience.addLive(subscriber);
        subscriberCount.add(1);
        compressingCount.add(key.format().compresses() ? 1 : 0);
        users.add(subscriber);
    }

    /**
     * A subscriber sees something else from the next event on that the loop reads. Of what waits in the log for a parked one
     * it gets what it may see now and might see then; the rest is shed as it reads on.
     */
    public void move(Subscriber subscriber, VisibleTypes types) {
        assert loop.inEventLoop();
        Audience from = audienceOf(subscriber);
        if (types.equals(from.types())) {
            return;
        }
        Audience to = audience(new AudienceKey(types, from.format()));
        if (subscriber.isParked()) {
            long waiting = waiting(subscriber);
            subscriber.sawUpTo(position.getAsLong(), from.types());
            subscriber.moveCursor(subscriber.cursor(), to.ordinal() - waiting);
            from.countParked(-1);
            to.countParked(1);
        } else {
            from.removeLive(subscriber);
            to.addLive(subscriber);
        }
        subscriber.enter(to);
        if (from.size() == 0) {
            close(from);
        }
        counters.moves.add(1);
    }

    /** Takes a subscriber out, if it is in. What was waiting for it in the log counts as shed. */
    public void leave(Subscriber subscriber, ShedReason reason) {
        assert loop.inEventLoop();
        Audience audience = subscriber.audience;
        if (audience == null) {
            return;
        }
        if (subscriber.isParked()) {
            shedPending(subscriber, reason);
            removeParked(subscriber);
            subscriber.unpark();
        } else {
            audience.removeLive(subscriber);
        }
        subscriber.depart();
        subscriberCount.add(-1);
        compressingCount.add(audience.format().compresses() ? -1 : 0);
        if (audience.size() == 0) {
            close(audience);
        }
        users.remove(subscriber);
        farewell.accept(subscriber);
    }

    /** The subscribers of a user, by {@link dev.carillon.gateway.auth.Identity#userId}; a copy, so that they may leave meanwhile. */
    public List<Subscriber> subscribersOf(String userId) {
        assert loop.inEventLoop();
        return users.of(userId);
    }

    /** The users who have subscribers here, by {@link dev.carillon.gateway.auth.Identity#userId}; a copy. */
    public Set<String> users() {
        assert loop.inEventLoop();
        return users.users();
    }

    /** The audience of a subscriber that is in. */
    public Audience audienceOf(Subscriber subscriber) {
        return Objects.requireNonNull(subscriber.audience, "not registered");
    }

    /** The audiences that see a content type. */
    public List<Audience> audiencesOf(long contentTypeId) {
        return index.of(contentTypeId);
    }

    public Collection<Audience> audiences() {
        assert loop.inEventLoop();
        return audiences.values();
    }

    /** A live subscriber's socket is full: from now on it reads the log by itself, from this position. */
    public void park(Subscriber subscriber, long cursor, long nowNanos) {
        assert loop.inEventLoop();
        Audience audience = audienceOf(subscriber);
        audience.removeLive(subscriber);
        audience.countParked(1);
        subscriber.park(cursor, audience.ordinal(), nowNanos);
        if (parkedCount == parked.length) {
            parked = Arrays.copyOf(parked, parkedCount * 2);
        }
        subscriber.place = parkedCount;
        parked[parkedCount++] = subscriber;
        parkedTotal.add(1);
        counters.parks.add(1);
    }

    /** So many events are a parked subscriber's no longer to wait for; it stands at this position now. */
    public void caughtUp(Subscriber subscriber, long cursor, int events) {
        assert loop.inEventLoop() && subscriber.isParked();
        subscriber.moveCursor(cursor, subscriber.ordinal() + events);
    }

    /** So many of the events that waited for a parked subscriber it may see no longer. */
    public void revoked(Subscriber subscriber, int events) {
        assert loop.inEventLoop() && subscriber.isParked();
        counters.shed(ShedReason.REVOKED).add(events);
        subscriber.shed(ShedReason.REVOKED, events);
        subscriber.moveCursor(subscriber.cursor(), subscriber.ordinal() + events);
    }

    /** A parked subscriber gives up what waits for it, and stands at this position, the loop's own. */
    public void skipTo(Subscriber subscriber, long cursor, ShedReason reason) {
        assert loop.inEventLoop() && subscriber.isParked();
        shedPending(subscriber, reason);
        subscriber.moveCursor(cursor, audienceOf(subscriber).ordinal());
    }

    /** A parked subscriber stands where the loop stands: it is live again. */
    public void resume(Subscriber subscriber) {
        assert loop.inEventLoop();
        Audience audience = audienceOf(subscriber);
        assert subscriber.ordinal() == audience.ordinal() : "resumed with events left";
        removeParked(subscriber);
        subscriber.unpark();
        audience.addLive(subscriber);
        counters.catchUps.add(1);
    }

    /** How many events wait in the log for a parked subscriber. */
    public long waiting(Subscriber subscriber) {
        return audienceOf(subscriber).ordinal() - subscriber.ordinal();
    }

    public int parkedCount() {
        return parkedCount;
    }

    /** Going from the highest index down, the one at the index may leave or resume without harm to the others. */
    public Subscriber parked(int index) {
        return parked[index];
    }

    private void shedPending(Subscriber subscriber, ShedReason reason) {
        counters.shed(reason).add(waiting(subscriber));
        subscriber.shed(reason, waiting(subscriber));
    }

    @SuppressWarnings("NullAway") // beyond parkedCount the array holds nulls, which nobody reads
    private void removeParked(Subscriber subscriber) {
        Subscriber last = parked[--parkedCount];
        parked[subscriber.place] = last;
        last.place = subscriber.place;
        parked[parkedCount] = null;
        subscriber.place = Subscriber.NOWHERE;
        audienceOf(subscriber).countParked(-1);
        parkedTotal.add(-1);
    }

    private Audience audience(AudienceKey key) {
        Audience audience = audiences.get(key);
        return audience == null ? open(key) : audience;
    }

    private Audience open(AudienceKey key) {
        Audience audience = new Audience(key);
        audiences.put(key, audience);
        index.add(audience);
        audienceCount.add(1);
        return audience;
    }

    private void close(Audience audience) {
        audiences.remove(audience.key());
        index.remove(audience);
        audienceCount.add(-1);
    }
}
