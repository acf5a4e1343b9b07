package dev.carillon.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.View;
import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.session.Session.State;
import dev.carillon.gateway.testing.LogLines;
import dev.carillon.protocol.close.CloseReason;
import dev.carillon.protocol.close.Violation;
import dev.carillon.protocol.django.PrimaryKey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A session's states. */
final class SessionTest extends SessionHarness {
    private static final UserRecord USER =
            new UserRecord(new PrimaryKey.IntegerKey(7), "u", null, "", null, true, false);

    private final CompletableFuture<AuthResult> authentication = new CompletableFuture<>();
    private final CompletableFuture<View> permissions = new CompletableFuture<>();

    @Override
    CompletionStage<AuthResult> authenticate(Credential credential) {
        return authentication;
    }

    @Override
    CompletionStage<View> visibleTo(Identity identity) {
        return permissions;
    }

    private void subscribe() {
        upgrade();
        session.message("token");
        authentication.complete(new AuthResult.Accepted(new Identity.DjangoUser(USER, now -> true, null)));
        permissions.complete(new View(VisibleTypes.of(1, 2), Set.of()));
        channel.runPendingTasks();
        assertThat(loop.count(State.SUBSCRIBED)).isEqualTo(1);
        now = System.nanoTime();
    }

    private long closes(CloseReason reason) {
        return metrics.count(Metric.CLOSES, reason.label()).value();
    }

    private long authentications(String outcome) {
        return metrics.count(Metric.AUTHENTICATIONS, outcome).value();
    }

    @Test
    void a_connection_without_a_handshake_is_dropped_at_the_open_timeout_and_not_before() {
        pass(9_000);
        assertThat(channel.isOpen()).isTrue();
        pass(1_300);
        assertThat(channel.isOpen()).isFalse();
        assertThat(sent()).isEqualTo("nothing");
        assertThat(closes(CloseReason.OPEN_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void why_a_credential_could_not_be_checked_is_told_in_the_log_alone() {
        try (LogLines lines = new LogLines(SessionMetrics.class)) {
            upgrade();
            session.message("token");
            authentication.complete(new AuthResult.Unavailable("no such column"));
            channel.runPendingTasks();
            assertThat(lines.messages()).containsExactly("credentials could not be checked: {no such column=1}");
        }
        assertThat(sent()).isEqualTo("88 1013 user database unavailable, try again later");
        assertThat(authentications("unavailable")).isEqualTo(1);
    }

    @Test
    void the_open_timeout_goes_on_over_the_handshake_and_closes_with_1008() {
        pass(9_000);
        upgrade();
        pass(1_300);
        assertThat(sent()).isEqualTo("88 1008 no token within the open timeout");
        assertThat(loop.count(State.CLOSING)).isEqualTo(1);
        pass(10_300);
        assertThat(channel.isOpen()).isFalse();
        assertThat(closes(CloseReason.OPEN_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void a_look_up_is_not_cut_off_by_the_open_timeout() {
        upgrade();
        session.message("token");
        pass(12_000);
        assertThat(loop.count(State.AUTHENTICATING)).isEqualTo(1);
        assertThat(sent()).isEqualTo("nothing");
        session.close(CloseReason.GOING_AWAY);
        assertThat(sent()).isEqualTo("88 1001 ");
    }

    @Test
    void what_cannot_be_a_token_is_judged_as_an_empty_one() {
        upgrade();
        session.message(null);
        authentication.complete(new AuthResult.Rejected(AuthResult.Reason.MALFORMED));
        channel.runPendingTasks();
        assertThat(sent()).isEqualTo("88 1011 authentication failed");
        assertThat(authentications("malformed")).isEqualTo(1);
    }

    @Test
    void a_user_who_is_known_too_late_is_abandoned() {
        upgrade();
        session.message("token");
        session.close(CloseReason.GOING_AWAY);
        authentication.complete(new AuthResult.Accepted(new Identity.DjangoUser(USER, now -> true, null)));
        permissions.complete(new View(VisibleTypes.of(1), Set.of()));
        channel.runPendingTasks();
        assertThat(shard.subscriberCount()).isZero();
        assertThat(sent()).isEqualTo("88 1001 ");
        assertThat(sent()).isEqualTo("nothing");
        assertThat(authentications("abandoned")).isEqualTo(1);
        assertThat(authentications("accepted")).isZero();
    }

    @Test
    void a_user_who_is_known_after_the_connection_went_is_abandoned() {
        upgrade();
        session.message("token");
        session.inactive();
        authentication.complete(new AuthResult.Rejected(AuthResult.Reason.EXPIRED));
        channel.runPendingTasks();
        assertThat(sent()).isEqualTo("nothing");
        assertThat(authentications("abandoned")).isEqualTo(1);
        assertThat(closes(CloseReason.CONNECTION_LOST)).isEqualTo(1);
    }

    @Test
    void permissions_that_cannot_be_read_close_with_1013() {
        upgrade();
        session.message("token");
        authentication.complete(new AuthResult.Accepted(new Identity.DjangoUser(USER, now -> true, null)));
        permissions.completeExceptionally(new DirectoryException("down"));
        channel.runPendingTasks();
        assertThat(sent()).isEqualTo("88 1013 user database unavailable, try again later");
        assertThat(authentications("unavailable")).isEqualTo(1);
    }

    @Test
    void a_second_message_is_never_a_token() {
        subscribe();
        session.message("another");
        channel.runPendingTasks();
        assertThat(authentications("accepted")).isEqualTo(1);
        assertThat(metrics.count(Metric.CLIENT_MESSAGES).value()).isEqualTo(1);
    }

    @Test
    void a_pong_with_the_ping_s_payload_buys_another_interval() {
        subscribe();
        for (int i = 0; i < 3; i++) {
            pass(20_300);
            ByteBuf ping = Objects.requireNonNull(channel.readOutbound());
            assertThat(ping.readUnsignedShort()).isEqualTo(0x8904);
            session.pong(ping);
            ping.release();
            assertThat(sent()).isEqualTo("nothing");
        }
        assertThat(closes(CloseReason.KEEPALIVE_TIMEOUT)).isZero();
        assertThat(loop.count(State.SUBSCRIBED)).isEqualTo(1);
    }

    @Test
    void another_payload_or_a_pong_that_nobody_asked_for_buys_nothing() {
        subscribe();
        session.pong(Unpooled.EMPTY_BUFFER);
        pass(20_300);
        ByteBuf ping = Objects.requireNonNull(channel.readOutbound());
        session.pong(Unpooled.EMPTY_BUFFER);
        session.pong(Unpooled.buffer().writeInt(ping.getInt(2) + 1));
        session.pong(Unpooled.buffer().writeInt(ping.getInt(2)).writeByte(0));
        ping.release();
        pass(20_300);
        assertThat(sent()).isEqualTo("88 1011 keepalive ping timeout");
        assertThat(shard.subscriberCount()).isZero();
        pass(10_300);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void a_client_that_does_not_read_is_pinged_and_timed_out_all_the_same_and_its_pings_are_not_answered() {
        subscribe();
        Objects.requireNonNull(channel.unsafe().outboundBuffer()).setUserDefinedWritability(1, false);
        assertThat(channel.isWritable()).isFalse();
        session.ping(Unpooled.EMPTY_BUFFER);
        assertThat(sent()).isEqualTo("nothing");
        pass(20_300);
        assertThat(sent()).isEqualTo("89 4 bytes");
        pass(20_300);
        assertThat(sent()).isEqualTo("88 1011 keepalive ping timeout");
        pass(10_300);
        assertThat(channel.isOpen()).isFalse();
        assertThat(closes(CloseReason.KEEPALIVE_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void only_the_first_reason_to_close_counts() {
        subscribe();
        session.violation(Violation.protocol("bad"));
        session.close(CloseReason.GOING_AWAY);
        session.violation(Violation.protocol("worse"));
        session.ping(Unpooled.EMPTY_BUFFER);
        assertThat(sent()).isEqualTo("88 1002 bad");
        assertThat(sent()).isEqualTo("nothing");
        session.inactive();
        assertThat(closes(CloseReason.PROTOCOL_ERROR)).isEqualTo(1);
        assertThat(closes(CloseReason.GOING_AWAY)).isZero();
        assertThat(closes(CloseReason.CONNECTION_LOST)).isZero();
    }

    @Test
    void the_answer_to_a_close_frame_ends_the_connection_at_once() {
        subscribe();
        session.close(CloseReason.SERVICE_RESTART);
        assertThat(sent()).isEqualTo("88 1012 ");
        session.closeReceived(Unpooled.EMPTY_BUFFER);
        assertThat(channel.isOpen()).isFalse();
        assertThat(sent()).isEqualTo("nothing");
    }

    @Test
    void draining_closes_some_at_a_time_and_each_once() {
        Session second = new Session(loop, channel);
        subscribe();
        assertThat(loop.size()).isEqualTo(2);
        assertThat(loop.closeSome(1, CloseReason.GOING_AWAY)).isEqualTo(1);
        second.inactive();
        assertThat(loop.closeSome(1, CloseReason.GOING_AWAY)).isZero();
        assertThat(sent()).isEqualTo("88 1001 ");
        assertThat(sent()).isEqualTo("nothing");
    }

    @Test
    void who_waits_too_long_for_the_database_is_told_to_come_back() {
        upgrade();
        session.message("token");
        pass(15_300);
        assertThat(sent()).isEqualTo("88 1013 user database unavailable, try again later");
        assertThat(authentications("unavailable")).isEqualTo(1);
        authentication.complete(new AuthResult.Rejected(AuthResult.Reason.EXPIRED));
        channel.runPendingTasks();
        assertThat(authentications("expired") + authentications("abandoned")).isZero();
    }
}
