package dev.carillon.gateway.registry;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.log.Event;
import dev.carillon.protocol.frame.WireFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A set of connections that receive byte-identical streams, on one loop: they see the same content types, in the same wire
 * format. Confined to the loop.
 */
public final class Audience {
    private final AudienceKey key;
    private final List<Event> batch = new ArrayList<>();
    private Subscriber[] live = new Subscriber[4];
    private int liveCount;
    private int parkedCount;
    private long ordinal;
    /** Its place in the {@link AudienceIndex}' list of each of its types, in their order. */
    final int[] places;

    Audience(AudienceKey key) {
        this.key = key;
        this.places = new int[key.types().size()];
    }

    public AudienceKey key() {
        return key;
    }

    public VisibleTypes types() {
        return key.types();
    }

    public WireFormat format() {
        return key.format();
    }

    /** Live and parked. */
    public int size() {
        return liveCount + parkedCount;
    }

    public int liveCount() {
        return liveCount;
    }

    /** Going from the highest index down, the one at the index may leave or be parked without harm to the others. */
    public Subscriber live(int index) {
        return live[index];
    }

    /** The events of the drain under way that this audience sees; empty between drains. */
    public List<Event> batch() {
        return batch;
    }

    /** How many events this audience has seen since it began: where a live subscriber stands. */
    public long ordinal() {
        return ordinal;
    }

    /** So many more events are about to be written to the live ones, and stand in the log for the parked ones. */
    public void advance(int events) {
        ordinal += events;
    }

    void addLive(Subscriber subscriber) {
        if (liveCount == live.length) {
            live = Arrays.copyOf(live, liveCount * 2);
        }
        subscriber.place = liveCount;
        live[liveCount++] = subscriber;
    }

    @SuppressWarnings("NullAway") // beyond liveCount the array holds nulls, which nobody reads
    void removeLive(Subscriber subscriber) {
        Subscriber last = live[--liveCount];
        live[subscriber.place] = last;
        last.place = subscriber.place;
        live[liveCount] = null;
        subscriber.place = Subscriber.NOWHERE;
    }

    void countParked(int change) {
        parkedCount += change;
    }
}
