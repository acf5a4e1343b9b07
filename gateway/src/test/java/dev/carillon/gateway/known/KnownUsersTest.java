package dev.carillon.gateway.known;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.View;
import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.protocol.django.PrimaryKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class KnownUsersTest {
    private static final Duration SWEEP = Duration.ofSeconds(60);
    private static final PermissionsConfig CONFIG =
            new PermissionsConfig(SWEEP, Duration.ofSeconds(10), 3, List.of("auth.User"));

    private final Invalidations numbers = new Invalidations();
    private final List<Facts> changed = new ArrayList<>();
    private long now = 1_000_000_000_000L;
    private final KnownUsers known =
            new KnownUsers(CONFIG, Duration.ofSeconds(30), numbers, changed::addAll, () -> now);

    private void pass(long seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    private static PrimaryKey key(long id) {
        return new PrimaryKey.IntegerKey(id);
    }

    private static UserRecord user(long id, String password, boolean active) {
        return new UserRecord(key(id), "u" + id, password, "", null, active, false);
    }

    private static View view(long... types) {
        return new View(VisibleTypes.of(types), Set.of(types.length == 0 ? 99L : types[0]));
    }

    private KnownUsers.Joined join(UserRecord user, View view, long asOf) {
        return known.joined(new Identity.DjangoUser(user, then -> true, null), view, asOf);
    }

    /** As one that has just been read from the database. */
    private KnownUsers.Joined join(long id, long... types) {
        return join(user(id, "pw", true), view(types), numbers.next());
    }

    private Facts reread(long id, long... types) {
        return new Facts(key(id), user(id, "pw", true), view(types), numbers.next());
    }

    @Test
    void who_is_connected_is_known_and_who_just_was_for_a_while() {
        assertThat(known.recall("7")).isNull();
        assertThat(join(7, 1).doubtful()).isFalse();
        assertThat(Objects.requireNonNull(known.recall("7")).view()).isEqualTo(view(1));
        pass(50);
        known.left("7");
        pass(9);
        assertThat(known.recall("7")).isNotNull();
        pass(2);
        assertThat(known.recall("7")).isNull();
        assertThat(known.recallStale("7")).as("while the database is away").isNotNull();
        pass(20);
        assertThat(known.recallStale("7")).isNull();
    }

    @Test
    void facts_that_the_sweep_has_not_come_to_for_long_serve_only_while_the_database_is_away() {
        join(7, 1);
        pass(121);
        assertThat(known.recall("7")).isNull();
        assertThat(known.recallStale("7")).isNotNull();
    }

    @Test
    void a_change_makes_what_was_read_before_it_unknown_and_not_what_is_read_after() {
        join(7, 1);
        join(8, 2);
        numbers.user("7");
        assertThat(known.recall("7")).isNull();
        assertThat(known.recallStale("7")).isNull();
        assertThat(known.recall("8")).isNotNull();
        known.apply(List.of(reread(7, 1)));
        assertThat(known.recall("7")).isNotNull();
        numbers.group(2);
        assertThat(known.recall("8")).isNull();
        assertThat(known.recall("7")).isNotNull();
        numbers.everything();
        assertThat(known.recall("7")).isNull();
    }

    @Test
    void a_change_between_look_up_and_joining_is_not_lost() {
        long asOf = numbers.next();
        UserRecord read = user(7, "pw", true);
        numbers.user("7");
        assertThat(join(read, view(1), asOf).doubtful()).isTrue();
        long later = numbers.next();
        numbers.group(1);
        assertThat(join(user(8, "pw", true), view(1), later).doubtful()).isTrue();
        assertThat(join(9, 1).doubtful()).isFalse();
    }

    @Test
    void who_was_read_before_others_knew_better_gets_what_they_know() {
        long asOf = numbers.next();
        join(7, 1);
        known.apply(List.of(reread(7, 2)));
        KnownUsers.Joined late = join(user(7, "pw", true), view(1), asOf);
        assertThat(late.facts().view()).isEqualTo(view(2));
        assertThat(late.doubtful()).isTrue();
    }

    @Test
    void who_was_read_after_the_others_tells_them() {
        join(7, 1);
        KnownUsers.Joined newer = join(7, 2);
        assertThat(newer.facts().view()).isEqualTo(view(2));
        assertThat(changed).extracting(Facts::view).containsExactly(view(2));
    }

    @Test
    void who_was_let_in_by_what_was_known_gets_what_has_become_known_and_moves_nobody_back() {
        join(7, 1);
        Facts before = Objects.requireNonNull(known.recall("7"));
        known.apply(List.of(reread(7, 2)));
        KnownUsers.Joined late = join(Objects.requireNonNull(before.user()), before.view(), before.asOf());
        assertThat(late.facts().view()).isEqualTo(view(2));
        assertThat(late.doubtful()).isTrue();
        assertThat(changed).extracting(Facts::view).containsExactly(view(2));
    }

    @Test
    void of_two_readings_the_one_that_began_later_counts() {
        join(7, 1);
        Facts first = reread(7, 2);
        Facts second = reread(7, 3);
        known.apply(List.of(second));
        known.apply(List.of(first));
        assertThat(changed).extracting(Facts::view).containsExactly(view(3));
        assertThat(Objects.requireNonNull(known.recall("7")).view()).isEqualTo(view(3));
    }

    @Test
    void only_what_decides_about_a_connection_is_a_change() {
        join(7, 1);
        UserRecord loggedIn =
                new UserRecord(key(7), "u7", "pw", "", java.time.LocalDateTime.of(2026, 1, 2, 3, 4), true, false);
        known.apply(List.of(new Facts(key(7), loggedIn, view(1), numbers.next())));
        assertThat(changed).isEmpty();
        known.apply(List.of(new Facts(key(7), user(7, "other", true), view(1), numbers.next())));
        known.apply(List.of(new Facts(key(7), null, View.NOTHING, numbers.next())));
        assertThat(changed).hasSize(2);
    }

    @Test
    void the_sweep_takes_the_oldest_first_each_once_and_nobody_too_early() {
        for (int id = 1; id <= 5; id++) {
            join(id, 1);
            pass(1);
        }
        assertThat(known.due(10)).isEmpty();
        pass(28);
        assertThat(known.due(2)).containsExactly(key(1), key(2));
        assertThat(known.due(10)).containsExactly(key(3), key(4));
        assertThat(known.due(10)).isEmpty();
        known.apply(List.of(reread(1, 1), reread(2, 1), reread(3, 1), reread(4, 1)));
        pass(2);
        assertThat(known.due(10)).containsExactly(key(5));
        assertThat(known.counts().oldest()).isLessThan(Duration.ofSeconds(35));
    }

    @Test
    void who_was_let_in_by_what_was_known_is_read_behind_it() {
        join(7, 1);
        pass(5);
        known.left("7");
        Facts facts = Objects.requireNonNull(known.recall("7"));
        assertThat(known.due(10)).isEmpty();
        join(Objects.requireNonNull(facts.user()), facts.view(), facts.asOf());
        assertThat(known.due(10)).containsExactly(key(7));
    }

    @Test
    void those_who_are_gone_are_forgotten_in_time_and_in_number() {
        for (int id = 1; id <= 5; id++) {
            join(id, 1);
            join(id, 1);
        }
        LongStream.rangeClosed(1, 5).forEach(id -> known.left(Long.toString(id)));
        assertThat(known.counts().connected()).isEqualTo(5);
        LongStream.rangeClosed(1, 5).forEach(id -> known.left(Long.toString(id)));
        assertThat(known.counts().connected()).isZero();
        assertThat(known.counts().remembered()).isEqualTo(3);
        assertThat(known.knows(key(1))).isFalse();
        assertThat(known.knows(key(5))).isTrue();
        pass(31);
        known.due(1);
        assertThat(known.counts().remembered()).isZero();
        assertThat(known.knows(key(5))).isFalse();
    }

    @Test
    void users_are_found_by_their_key_and_by_their_groups() {
        join(7, 1);
        join(8, 2, 3);
        join(9, 3);
        known.left("9");
        assertThat(known.connected("7")).isEqualTo(key(7));
        assertThat(known.connected("9")).isNull();
        assertThat(known.connectedIn(Set.of(2L, 5L))).containsExactly(key(8));
        assertThat(known.connected()).containsExactlyInAnyOrder(key(7), key(8));
    }
}
