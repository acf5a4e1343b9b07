package dev.carillon.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.View;
import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.session.Session.State;
import dev.carillon.gateway.testing.Identities;
import dev.carillon.protocol.django.PrimaryKey;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The time that a credential gives. */
final class LeaseTest extends SessionHarness {
    private static final String PING = "89 4 bytes";

    private final Deque<CompletableFuture<AuthResult>> asked = new ArrayDeque<>();
    private final Deque<Credential> credentials = new ArrayDeque<>();

    @Override
    CompletionStage<AuthResult> authenticate(Credential credential) {
        credentials.add(credential);
        asked.add(new CompletableFuture<>());
        return asked.getLast();
    }

    @Override
    CompletionStage<View> visibleTo(Identity identity) {
        return CompletableFuture.completedStage(new View(seen(identity), Set.of()));
    }

    @Override
    void sent(int first, ByteBuf payload) {
        if (first == 0x89) {
            session.pong(payload);
        }
    }

    private static VisibleTypes seen(Identity identity) {
        return identity instanceof Identity.TokenBearer bearer
                ? VisibleTypes.of(bearer.contentTypes().stream()
                        .mapToLong(Long::parseLong)
                        .toArray())
                : VisibleTypes.of();
    }

    private static Identity alice(@Nullable Duration left, String... types) {
        return new Identity.TokenBearer(
                "alice", Set.of(types), left == null ? null : Instant.now().plus(left));
    }

    private void open(Identity identity) {
        upgrade();
        session.message("token");
        answer(new AuthResult.Accepted(identity));
        now = System.nanoTime();
    }

    private void answer(AuthResult result) {
        asked.remove().complete(result);
        channel.runPendingTasks();
    }

    /** Sends a fresh token that differs from others in its end. */
    private void present(String end) {
        session.message("0123456789abcdef" + end);
        channel.runPendingTasks();
    }

    @Test
    void the_end_comes_at_its_time_and_not_before_between_pings_that_go_on() {
        open(alice(Duration.ofSeconds(50)));
        pass(20_300);
        assertThat(sent()).isEqualTo(PING);
        pass(20_300);
        assertThat(sent()).isEqualTo(PING);
        pass(9_000);
        assertThat(sent()).isEqualTo("nothing");
        pass(700);
        assertThat(sent()).isEqualTo("88 4401 expired");
        assertThat(loop.count(State.CLOSING)).isEqualTo(1);
    }

    @Test
    void an_end_beyond_all_times_is_no_trouble() {
        open(new Identity.TokenBearer("alice", Set.of(), Instant.MAX));
        pass(20_300);
        assertThat(sent()).isEqualTo(PING);
        assertThat(session.takesToken()).isTrue();
    }

    @Test
    void an_end_that_has_passed_closes_at_the_next_sweep() {
        open(new Identity.TokenBearer("alice", Set.of(), Instant.MIN));
        pass(200);
        assertThat(sent()).isEqualTo("88 4401 expired");
    }

    @Test
    void a_fresh_token_moves_the_end_and_what_is_seen() {
        open(alice(Duration.ofSeconds(10), "1"));
        present("");
        answer(new AuthResult.Accepted(alice(Duration.ofSeconds(30), "1", "2")));
        assertThat(shard.audiencesOf(2)).hasSize(1);
        assertThat(shard.subscriberCount()).isEqualTo(1);
        pass(20_300);
        assertThat(sent()).isEqualTo(PING);
        pass(10_000);
        assertThat(sent()).isEqualTo("88 4401 expired");
    }

    @Test
    void one_is_checked_at_a_time_and_of_the_others_only_the_newest_when_the_interval_is_over() {
        open(alice(Duration.ofMinutes(10)));
        credentials.clear();
        present("1");
        present("2");
        present("3");
        assertThat(credentials).hasSize(1);
        answer(new AuthResult.Accepted(alice(Duration.ofMinutes(10))));
        pass(REFRESH_INTERVAL.toMillis() - 500);
        assertThat(credentials).hasSize(1);
        pass(700);
        assertThat(credentials).hasSize(2);
        assertThat(credentials.getLast())
                .isEqualTo(new Credential.SesameToken(
                        "0123456789abcdef3", credentials.getLast().arrivedAt()));
        answer(new AuthResult.Rejected(AuthResult.Reason.EXPIRED));
        assertThat(sent()).isEqualTo("88 4401 authentication failed");
    }

    @Test
    void what_cannot_be_checked_now_is_tried_again_while_the_end_is_ahead() {
        open(alice(Duration.ofSeconds(8)));
        credentials.clear();
        present("1");
        answer(new AuthResult.Unavailable("the database is away"));
        pass(REFRESH_INTERVAL.toMillis() + 200);
        assertThat(credentials).hasSize(2);
        assertThat(credentials.getLast()).isEqualTo(credentials.getFirst());
        answer(new AuthResult.Unavailable("the database is away"));
        pass(4_000);
        assertThat(credentials).as("a last time, at the end").hasSize(3);
        answer(new AuthResult.Unavailable("the database is away"));
        pass(200);
        assertThat(sent()).isEqualTo("88 4401 expired");
    }

    @Test
    void what_waits_at_the_end_is_checked_then_and_its_answer_awaited_for_a_bounded_time() {
        open(alice(Duration.ofSeconds(8)));
        present("1");
        answer(new AuthResult.Accepted(alice(Duration.ofSeconds(3))));
        present("2");
        pass(3_200);
        assertThat(asked).hasSize(1);
        pass(10_000);
        assertThat(sent()).isEqualTo("nothing");
        pass(5_300);
        assertThat(sent()).isEqualTo("88 4401 expired");
        answer(new AuthResult.Accepted(alice(Duration.ofMinutes(1))));
        assertThat(loop.count(State.SUBSCRIBED)).isZero();
    }

    private void move(@Nullable Duration left) {
        shard.subscribersOf("7")
                .forEach(each -> each.lasts(
                        left == null
                                ? null
                                : Instant.now()
                                        .plusNanos(now - System.nanoTime())
                                        .plus(left)));
    }

    @Test
    void the_end_of_a_session_moves_as_the_site_moves_it() {
        Instant end = Instant.now().plusSeconds(10);
        open(new Identity.DjangoUser(Identities.user(7), fresh -> true, end));
        move(Duration.ofSeconds(30));
        pass(20_300);
        assertThat(sent()).isEqualTo(PING);
        move(null);
        pass(20_300);
        assertThat(sent()).isEqualTo(PING);
        assertThat(session.takesToken()).isFalse();
        move(Duration.ofSeconds(30));
        assertThat(session.takesToken()).isTrue();
        move(Duration.ofSeconds(5));
        pass(4_500);
        assertThat(sent()).isEqualTo("nothing");
        pass(700);
        assertThat(sent()).isEqualTo("88 4401 expired");
    }

    @Test
    void a_fresh_token_that_waits_outlives_the_move_of_an_end() {
        open(new Identity.DjangoUser(
                Identities.user(7), fresh -> true, Instant.now().plusSeconds(60)));
        present("1");
        move(Duration.ofSeconds(2));
        answer(new AuthResult.Accepted(new Identity.DjangoUser(
                Identities.user(7), fresh -> true, Instant.now().plusSeconds(3600))));
        pass(4_000);
        assertThat(sent()).isEqualTo("nothing");
        assertThat(loop.count(State.SUBSCRIBED)).isEqualTo(1);
    }

    @Test
    void a_fresh_token_s_end_is_watched_though_the_session_it_replaces_has_lost_its_own_meanwhile() {
        open(new Identity.DjangoUser(
                Identities.user(7), fresh -> true, Instant.now().plusSeconds(60)));
        present("1");
        move(null);
        answer(new AuthResult.Accepted(new Identity.DjangoUser(
                Identities.user(7), fresh -> true, Instant.now().plusSeconds(10))));
        assertThat(session.takesToken()).isTrue();
        pass(10_300);
        assertThat(sent()).isEqualTo("88 4401 expired");
    }

    @Test
    void a_fresh_token_s_end_is_watched_though_the_session_it_replaces_has_lost_its_own_and_got_another() {
        open(new Identity.DjangoUser(
                Identities.user(7), fresh -> true, Instant.now().plusSeconds(60)));
        present("1");
        move(null);
        move(Duration.ofHours(1));
        answer(new AuthResult.Accepted(new Identity.DjangoUser(
                Identities.user(7), fresh -> true, Instant.now().plusSeconds(10))));
        pass(10_300);
        assertThat(sent()).isEqualTo("88 4401 expired");
    }

    @Test
    void a_user_of_the_tables_is_not_the_bearer_of_a_token_that_says_so() {
        open(new Identity.TokenBearer("7", Set.of(), Instant.now().plusSeconds(60)));
        present("");
        UserRecord user = new UserRecord(new PrimaryKey.IntegerKey(7), "u", null, "", null, true, false);
        answer(new AuthResult.Accepted(
                new Identity.DjangoUser(user, fresh -> true, Instant.now().plusSeconds(60))));
        assertThat(sent()).isEqualTo("88 4401 authentication failed");
    }
}
