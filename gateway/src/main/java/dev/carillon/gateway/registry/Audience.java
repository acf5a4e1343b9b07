package dev.carillon.gateway.registry;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.protocol.frame.WireFormat;
import java.util.Arrays;

/**
 * A set of connections that receive byte-identical streams, on one loop: they see the same content types, in the same wire
 * format. Confined to the loop.
 */
public final class Audience {
    /** Room for a batch's events that is kept for the next: a connection that is an audience of its own must not keep a stall's. */
    private static final int KEPT = 64;

    private final AudienceKey key;
    private final WireFormat format;
    private int[] batch = new int[4];
    private int batchSize;
    private Subscriber[] live = new Subscriber[4];
    private int liveCount;
    private int parkedCount;
    private long ordinal;
    /** Its place in the {@link AudienceIndex}' list of each of its types, in their order. */
    final int[] places;

    Audience(AudienceKey key) {
        this.key = key;
        this.format = key.format();
        this.places = new int[key.types().size()];
    }

    public AudienceKey key() {
        return key;
    }

    public VisibleTypes types() {
        return key.types();
    }

    public WireFormat format() {
        return format;
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

    /**
     * Of the events of the batch under way this audience sees one more.
     *
     * @param event its index in the batch: a reference written into each of a thousand audiences would mark as many cards for the
     *     collector, each with a fence
     */
    public void addToBatch(int event) {
        if (batchSize == batch.length) {
            batch = Arrays.copyOf(batch, batchSize * 2);
        }
        batch[batchSize++] = event;
    }

    /** How many events of the batch under way this audience sees; none between batches. */
    public int batchSize() {
        return batchSize;
    }

    /** The index in the batch of one of them. */
    public int batchEvent(int index) {
        return batch[index];
    }

    public void clearBatch() {
        batchSize = 0;
        if (batch.length > KEPT) {
            batch = new int[KEPT];
        }
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
