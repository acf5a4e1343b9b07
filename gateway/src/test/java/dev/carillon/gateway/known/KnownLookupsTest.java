package dev.carillon.gateway.known;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.access.ModelBackendPermissions;
import dev.carillon.gateway.access.Permissions;
import dev.carillon.gateway.access.View;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.testing.TablesInMemory;
import dev.carillon.protocol.django.PrimaryKey;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class KnownLookupsTest {
    private static final PrimaryKey KEY = new PrimaryKey.IntegerKey(7);
    private static final UserRecord ROOT = new UserRecord(KEY, "root", "pw", "", null, true, true);
    private static final PermissionsConfig CONFIG =
            new PermissionsConfig(Duration.ofSeconds(60), Duration.ofSeconds(10), 3, List.of("auth.User"));

    private final Metrics metrics = new Metrics();
    private final TablesInMemory tables =
            new TablesInMemory(new ContentType(1, "a", "x"), new ContentType(2, "a", "y"));
    private long now = 1_000_000_000_000L;
    private final Known known = known(Duration.ofSeconds(30));
    private final KnownLookups lookups = new KnownLookups(tables, tables::isAway, known, true, metrics);
    private final KnownPermissions permissions =
            new KnownPermissions(new ModelBackendPermissions(lookups), known.users(), lookups);

    private Known known(Duration staleOk) {
        Invalidations numbers = new Invalidations();
        return new Known(
                numbers,
                new KnownUsers(CONFIG, staleOk, numbers, changed -> {}, () -> now),
                new KnownTypes(tables, CONFIG, () -> now));
    }

    @AfterEach
    void end() {
        metrics.close();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    /** Looks somebody up and joins them, as an opening session does; gives what they see. */
    private View connect() {
        long asOf = known.numbers().next();
        UserLookups.Row row = get(lookups.row(KEY)).orElseThrow();
        Identity.DjangoUser identity = new Identity.DjangoUser(row.user(), then -> true, null);
        Permissions.Seen seen = get(permissions.visibleTo(identity, row.asOf()));
        known.users().joined(identity, seen.view(), Math.min(asOf, seen.asOf()));
        return seen.view();
    }

    private long answers(String kind) {
        return metrics.count(Metric.KNOWN_ANSWERS, kind).value();
    }

    @Test
    void who_comes_back_costs_no_question() {
        tables.put(ROOT);
        assertThat(connect().types().toArray()).containsExactly(1, 2);
        int asked = tables.asked();
        known.users().left("7");
        assertThat(connect().types().toArray()).containsExactly(1, 2);
        assertThat(tables.asked()).isEqualTo(asked);
        assertThat(answers("known")).isEqualTo(2);
        assertThat(answers("read")).isEqualTo(2);
    }

    @Test
    void who_comes_back_by_the_primary_key_as_text_costs_no_question_and_by_name_one() {
        tables.put(ROOT);
        connect();
        int asked = tables.asked();
        assertThat(get(lookups.userBy(UserRecord.Field.PK, "7"))).contains(ROOT);
        assertThat(tables.asked()).isEqualTo(asked);
        assertThat(get(lookups.userBy(UserRecord.Field.PK, "07"))).isEmpty();
        assertThat(get(lookups.userBy(UserRecord.Field.USERNAME, "root"))).contains(ROOT);
        assertThat(tables.asked()).isEqualTo(asked + 2);
    }

    @Test
    void what_is_remembered_tells_since_when_and_what_is_read_that_it_is_new() {
        tables.put(ROOT);
        connect();
        long asOf = Objects.requireNonNull(known.users().recall("7")).asOf();
        known.numbers().next();
        UserLookups.Row row = get(lookups.row(KEY)).orElseThrow();
        assertThat(row).isEqualTo(new UserLookups.Row(ROOT, asOf));
        assertThat(get(lookups.rowBy(UserRecord.Field.PK, "7"))).contains(row);
        Identity identity = new Identity.DjangoUser(ROOT, then -> true, null);
        assertThat(get(permissions.visibleTo(identity, UserLookups.JUST_READ)).asOf())
                .isEqualTo(asOf);
        known.numbers().user("7");
        assertThat(get(lookups.row(KEY))).contains(new UserLookups.Row(ROOT, UserLookups.JUST_READ));
        assertThat(get(permissions.visibleTo(identity, asOf)).asOf())
                .as("the row that was remembered is read beside, and still the same")
                .isEqualTo(UserLookups.JUST_READ);
        tables.put(new UserRecord(KEY, "root", "other", "", null, true, true));
        assertThat(get(permissions.visibleTo(identity, asOf)).asOf())
                .as("it is another by now")
                .isEqualTo(asOf);
    }

    @Test
    void a_key_of_another_type_is_another_users() {
        tables.put(ROOT);
        connect();
        assertThat(get(lookups.user(new PrimaryKey.TextKey("7")))).isEmpty();
    }

    @Test
    void who_does_not_exist_or_may_not_connect_is_asked_for_each_time() {
        tables.put(new UserRecord(KEY, "root", "pw", "", null, false, true));
        assertThat(get(lookups.user(KEY)).orElseThrow().active()).isFalse();
        tables.put(ROOT);
        assertThat(get(lookups.user(KEY)).orElseThrow().active()).isTrue();
        assertThat(tables.asked()).isEqualTo(2);
        assertThat(get(lookups.user(new PrimaryKey.IntegerKey(8)))).isEmpty();
        assertThat(lookups.mayRemember(KEY)).isFalse();
        connect();
        assertThat(lookups.mayRemember(KEY)).isTrue();
        assertThat(lookups.anew()).isSameAs(tables);
    }

    @Test
    void while_the_database_is_away_those_just_here_are_let_in_and_others_told_to_come_back() {
        tables.put(ROOT);
        connect();
        known.users().left("7");
        now += Duration.ofSeconds(20).toNanos();
        tables.away(true);
        assertThat(connect().types().toArray()).containsExactly(1, 2);
        assertThat(answers("stale")).isEqualTo(2);
        known.users().left("7");
        now += Duration.ofSeconds(31).toNanos();
        assertThatThrownBy(() -> get(lookups.user(KEY))).hasCauseInstanceOf(DirectoryException.class);
        assertThatThrownBy(() -> get(lookups.user(new PrimaryKey.IntegerKey(8))))
                .hasCauseInstanceOf(DirectoryException.class);
    }

    @Test
    void where_nothing_stale_may_serve_nobody_is_served_by_it_not_even_who_has_a_connection_open() {
        Known strict = known(Duration.ZERO);
        KnownLookups asking = new KnownLookups(tables, tables::isAway, strict, true, metrics);
        tables.put(ROOT);
        Identity.DjangoUser identity = new Identity.DjangoUser(ROOT, then -> true, null);
        strict.users().joined(identity, View.NOTHING, strict.numbers().next());
        tables.away(true);
        assertThat(get(asking.user(KEY))).as("known to be true").contains(ROOT);
        now += Duration.ofSeconds(121).toNanos();
        assertThat(strict.users().counts().connected()).isEqualTo(1);
        assertThatThrownBy(() -> get(asking.user(KEY))).hasCauseInstanceOf(DirectoryException.class);
        assertThat(answers("stale")).isZero();
    }

    @Test
    void what_may_have_changed_is_not_told_though_the_database_is_away() {
        tables.put(ROOT);
        connect();
        known.numbers().user("7");
        tables.away(true);
        assertThatThrownBy(() -> get(lookups.user(KEY))).hasCauseInstanceOf(DirectoryException.class);
    }

    @Test
    void a_view_is_remembered_only_for_the_row_that_it_was_worked_out_from() {
        tables.put(ROOT);
        connect();
        UserRecord demoted = new UserRecord(KEY, "root", "pw", "", null, true, false);
        assertThat(get(permissions.visibleTo(new Identity.DjangoUser(demoted, then -> true, null)))
                        .types()
                        .toArray())
                .isEmpty();
    }

    @Test
    void content_types_are_read_once_and_are_the_same_object_until_they_change() {
        AtomicInteger changes = new AtomicInteger();
        known.types().whenChanged(changes::incrementAndGet);
        List<ContentType> first = get(lookups.contentTypes());
        assertThat(get(lookups.contentTypes())).isSameAs(first);
        assertThat(tables.asked()).isEqualTo(1);
        assertThat(get(known.types().read())).isSameAs(first);
        assertThat(known.types().latest()).isSameAs(first);
        assertThat(changes).hasValue(0);
        tables.add(new ContentType(3, "a", "z"));
        assertThat(get(known.types().read())).hasSize(3);
        assertThat(changes).hasValue(1);
        assertThat(get(lookups.contentTypes())).hasSize(3);
        now += Duration.ofSeconds(121).toNanos();
        tables.remove(3);
        assertThat(get(lookups.contentTypes())).as("not kept for ever").hasSize(2);
        assertThat(changes).as("whoever had it read").hasValue(2);
    }
}
