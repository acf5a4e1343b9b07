package dev.carillon.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.testing.Identities;
import dev.carillon.protocol.frame.WireFormat;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The registry against a model of plain lists, through thousands of random steps. */
final class AudienceTest {
    private static final int TYPES = 6;
    private static final int STEPS = 20_000;

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final LoopShard shard = new LoopShard(channel.eventLoop());
    private final List<Member> members = new ArrayList<>();
    private long shed;
    private long parks;
    private long catchUps;
    private long moves;

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void joining_leaving_moving_parking_and_resuming_keep_every_array_and_index_right(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            step(random);
            if (step % 37 == 0 || step == STEPS - 1) {
                assertSame();
            }
        }
        while (!members.isEmpty()) {
            leave(members.getLast());
        }
        assertSame();
        assertThat(shard.audiences()).isEmpty();
    }

    private void step(Random random) {
        int choice = random.nextInt(12);
        if (members.isEmpty() || choice < 3) {
            join(random);
            return;
        }
        Member member = members.get(random.nextInt(members.size()));
        switch (choice) {
            case 3, 4 -> leave(member);
            case 5, 6 -> park(member);
            case 7 -> catchUp(member, random);
            case 8, 9 -> move(member, random);
            default -> advance(random.nextInt(TYPES), 1 + random.nextInt(3));
        }
    }

    private static VisibleTypes someTypes(Random random) {
        return VisibleTypes.of(random.longs(random.nextInt(TYPES), 0, TYPES).toArray());
    }

    private void move(Member member, Random random) {
        AudienceKey key = new AudienceKey(someTypes(random), member.key.format());
        shard.move(member.subscriber, key.types());
        moves += key.equals(member.key) ? 0 : 1;
        member.key = key;
    }

    private void join(Random random) {
        WireFormat format = random.nextBoolean() ? WireFormat.PLAIN : WireFormat.deflate(12);
        Member member = new Member(
                new Subscriber(
                        Identities.bearer("nobody"), channel.pipeline().firstContext(), (reason, code, text) -> {}),
                new AudienceKey(someTypes(random), format));
        shard.join(member.subscriber, member.key);
        members.add(member);
    }

    private void leave(Member member) {
        shed += member.waiting;
        shard.leave(member.subscriber, ShedReason.CLOSED);
        members.remove(member);
    }

    private void park(Member member) {
        if (!member.parked) {
            shard.park(member.subscriber, 0, 0);
            member.parked = true;
            parks++;
        }
    }

    private void catchUp(Member member, Random random) {
        if (!member.parked) {
            return;
        }
        int sent = random.nextInt(member.waiting + 1);
        shard.caughtUp(member.subscriber, 0, sent);
        member.waiting -= sent;
        if (member.waiting == 0) {
            shard.resume(member.subscriber);
            member.parked = false;
            catchUps++;
        }
    }

    private void advance(int type, int events) {
        shard.audiencesOf(type).forEach(audience -> audience.advance(events));
        members.stream()
                .filter(member -> member.parked && member.key.types().contains(type))
                .forEach(member -> member.waiting += events);
    }

    private void assertSame() {
        Map<AudienceKey, Set<Subscriber>> live = new HashMap<>();
        Map<AudienceKey, Integer> sizes = new HashMap<>();
        for (Member member : members) {
            sizes.merge(member.key, 1, Integer::sum);
            Set<Subscriber> of = live.computeIfAbsent(member.key, key -> new HashSet<>());
            if (!member.parked) {
                of.add(member.subscriber);
            }
            assertThat(member.subscriber.isParked()).isEqualTo(member.parked);
            assertThat(member.parked ? shard.waiting(member.subscriber) : 0).isEqualTo(member.waiting);
        }
        assertThat(shard.audiences()).extracting(Audience::key).containsExactlyInAnyOrderElementsOf(sizes.keySet());
        for (Audience audience : shard.audiences()) {
            assertThat(audience.size()).isEqualTo(sizes.get(audience.key()));
            assertThat(liveOf(audience)).isEqualTo(live.get(audience.key()));
        }
        for (int type = 0; type < TYPES; type++) {
            long id = type;
            assertThat(shard.audiencesOf(type))
                    .extracting(Audience::key)
                    .containsExactlyInAnyOrderElementsOf(sizes.keySet().stream()
                            .filter(key -> key.types().contains(id))
                            .toList());
        }
        assertCounts();
    }

    private void assertCounts() {
        assertThat(shard.subscriberCount()).isEqualTo(members.size());
        assertThat(shard.audienceCount()).isEqualTo(shard.audiences().size());
        assertThat(shard.compressingCount())
                .isEqualTo(members.stream()
                        .filter(member -> member.key.format().compresses())
                        .count());
        Set<Subscriber> parked = new HashSet<>();
        for (int i = 0; i < shard.parkedCount(); i++) {
            parked.add(shard.parked(i));
        }
        assertThat(parked).hasSize(shard.parkedCount()).allMatch(Subscriber::isParked);
        assertThat(shard.parkedTotal())
                .isEqualTo(parked.size())
                .isEqualTo(members.stream().filter(member -> member.parked).count());
        assertThat(shard.counters().shedTotal()).isEqualTo(shed);
        assertThat(shard.counters().parks.get()).isEqualTo(parks);
        assertThat(shard.counters().catchUps.get()).isEqualTo(catchUps);
        assertThat(shard.counters().moves.get()).isEqualTo(moves);
    }

    private static Set<Subscriber> liveOf(Audience audience) {
        Set<Subscriber> found = new HashSet<>();
        for (int i = 0; i < audience.liveCount(); i++) {
            found.add(audience.live(i));
        }
        assertThat(found).hasSize(audience.liveCount());
        return found;
    }

    private static final class Member {
        private final Subscriber subscriber;
        private AudienceKey key;
        private boolean parked;
        private int waiting;

        Member(Subscriber subscriber, AudienceKey key) {
            this.subscriber = subscriber;
            this.key = key;
        }
    }
}
