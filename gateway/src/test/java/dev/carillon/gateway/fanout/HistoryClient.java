package dev.carillon.gateway.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.Permissions;
import dev.carillon.gateway.access.View;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.fanout.ChangingSite.Row;
import dev.carillon.gateway.registry.AudienceKey;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Subscriber;
import dev.carillon.gateway.truth.Revalidation;
import dev.carillon.protocol.close.CloseReason;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A connection of {@link History}, and what it must and must not receive. Used by the test's thread, but for the loop's parts. */
final class HistoryClient {
    final int user;
    final Receiver receiver;
    long joinedAt;
    boolean left;
    private boolean over;

    /** The types of events, by their numbers. */
    private final Map<Long, Long> must = new HashMap<>();

    private final Map<Long, Long> mustNot = new HashMap<>();
    /** For each type the last event at which it may have been revoked. */
    private final Map<Long, Long> revokedAt = new HashMap<>();

    private final List<String> leaks = new CopyOnWriteArrayList<>();
    private UserRecord record;
    private View view = View.NOTHING;
    private long asOf;
    private volatile @Nullable Subscriber subscriber;

    HistoryClient(int user, Receiver receiver) {
        this.user = user;
        this.receiver = receiver;
        this.record = new Row(user, 0, true, Set.of()).account().user();
    }

    /** @param number drawn before */
    CompletionStage<Void> lookUp(UserLookups lookups, Permissions permissions, long number) {
        return lookups.row(ChangingSite.key(user)).thenCompose(found -> {
            UserLookups.Row row = found.orElseThrow();
            record = row.user();
            return permissions.visibleTo(identity(), row.asOf()).thenAccept(seen -> {
                view = seen.view();
                asOf = Math.min(number, seen.asOf());
            });
        });
    }

    /** Whether it is let in. */
    boolean maySee() {
        return record.active();
    }

    private Identity identity() {
        String password = Objects.requireNonNull(record.password());
        return new Identity.DjangoUser(record, now -> password.equals(now.password()), null);
    }

    int credential() {
        return Integer.parseInt(Objects.requireNonNull(record.password()).substring(2));
    }

    void join(FanoutBed bed, Revalidation revalidation) {
        ServerEnd end = receiver.end();
        end.writes().inspect(this::inspect);
        bed.onLoop(end.shard(), () -> {
            Subscriber joined = end.join(identity(), new AudienceKey(view.types(), WireFormat.PLAIN));
            subscriber = joined;
            revalidation.joined(end.shard(), joined, view, asOf);
        });
    }

    /** On the loop: everything that is written is something that the connection may see at that moment. */
    private void inspect(ByteBuf frames) {
        Subscriber joined = Objects.requireNonNull(subscriber);
        LoopShard shard = receiver.end().shard();
        int at = frames.readerIndex();
        while (at < frames.writerIndex()) {
            int length = frames.getUnsignedByte(at + 1);
            int head = length == 126 ? 4 : length == 127 ? 10 : 2;
            length = length == 126 ? frames.getUnsignedShort(at + 2) : length;
            long type = (long) frames.getByte(at + head) - '0';
            if (!joined.isJoined() || !shard.audienceOf(joined).types().contains(type)) {
                leaks.add("an event of type " + type + " went out after it was revoked");
            }
            at += head + length;
        }
    }

    /** Whether the connection is as its user's row says now; one that has ended must have had a reason since it was last asked. */
    boolean agrees(FanoutBed bed, Row now, Set<Row> since) {
        if (wasRevoked() && !over) {
            assertThat(since).as("why user " + user + " was closed").anyMatch(row -> !row.keeps(credential()));
            over = true;
        }
        return (over || left)
                ? sees(bed).isEmpty()
                : now.keeps(credential()) && sees(bed).equals(now.types());
    }

    /** What is about to be appended, while any of these rows may be in force. */
    void expect(long number, long type, Set<Row> rows) {
        boolean all = !left && !over;
        boolean any = false;
        for (Row row : rows) {
            boolean sees = row.seenWith(credential()).contains(type);
            all &= sees;
            any |= sees;
            for (long each = 0; each < 10; each++) {
                if (!row.seenWith(credential()).contains(each)) {
                    revokedAt.put(each, number);
                }
            }
        }
        if (all) {
            must.put(number, type);
        } else if (!any || left || over) {
            mustNot.put(number, type);
        }
    }

    /**
     * A row may come into force from now on, at a moment when the loop stands here: by this row it sees what it has not read yet,
     * however long ago that was appended.
     */
    void granted(Row row, long position) {
        Set<Long> sees = left || over ? Set.of() : row.seenWith(credential());
        mustNot.entrySet().removeIf(each -> each.getKey() >= position && sees.contains(each.getValue()));
    }

    private Set<Long> sees(FanoutBed bed) {
        ServerEnd end = receiver.end();
        CompletableFuture<Set<Long>> seen = new CompletableFuture<>();
        bed.onLoop(end.shard(), () -> {
            Subscriber joined = end.subscriber();
            seen.complete(
                    joined == null
                            ? Set.of()
                            : History.set(end.shard().audienceOf(joined).types().toArray()));
        });
        return seen.join();
    }

    boolean wasRevoked() {
        return receiver.end().told().contains(CloseReason.ACCESS_REVOKED);
    }

    void assertReceived() {
        assertThat(leaks).isEmpty();
        assertThat(receiver.failure()).isNull();
        assertThat(receiver.end().failures()).isEmpty();
        assertThat(receiver.end().told()).isSubsetOf(List.of(CloseReason.ACCESS_REVOKED));
        List<Long> got = receiver.numbers();
        assertThat(got).isSorted().doesNotHaveDuplicates();
        assertThat(got).as("of user " + user).noneMatch(mustNot::containsKey);
        List<Long> missing = new ArrayList<>();
        must.forEach((number, type) -> {
            boolean revokedLater = left || over || revokedAt.getOrDefault(type, -1L) >= number;
            if (!revokedLater && !got.contains(number)) {
                missing.add(number);
            }
        });
        assertThat(missing)
                .as("of user " + user + ", who joined at " + joinedAt)
                .isEmpty();
    }
}
