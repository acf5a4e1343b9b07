package dev.carillon.gateway.support.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.View;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.Provenance;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.known.Facts;
import dev.carillon.gateway.known.KnownUsers.Knowledge;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Tally;
import dev.carillon.protocol.django.PrimaryKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class WordsTest {
    private static final Instant SINCE = Instant.parse("2026-11-22T10:00:00.5Z");
    private static final long NOW = 1_000_000_000_000L;
    private static final PrimaryKey ID = new PrimaryKey.IntegerKey(7);
    private static final UserRecord ADA = new UserRecord(ID, "ada", null, "", null, true, false);
    private static final ContentType ORDER = new ContentType(9, "shop", "order");
    private static final Knowledge KNOWN = new Knowledge(new Facts(ID, ADA, View.NOTHING, 1), Duration.ofSeconds(3), 2);

    private static final Set<Provenance> WAYS = Set.of(
            new Provenance("shop.view_order", new Provenance.Group("5", "Support")),
            new Provenance("shop.change_order", new Provenance.Group("5", "Support")),
            new Provenance("shop.view_order", new Provenance.Group("6", null)),
            new Provenance("shop.view_order", null));

    @Test
    void the_first_sentence_answers() {
        assertThat(first(django(true), django(true)))
                .isEqualTo(
                        "ada (7) has 2 connections; both see shop.order: by a permission of their own (shop.view_order),"
                                + " and through group 6 (shop.view_order), and through group Support (shop.change_order,"
                                + " shop.view_order), read 3 s ago.");
        assertThat(first(django(true), django(true), django(true))).contains("has 3 connections; all see shop.order: ");
        assertThat(first(django(true), django(false), django(false)))
                .contains("has 3 connections; 1 of them see shop.order: ");
        assertThat(first(django(false)))
                .isEqualTo("ada (7) has 1 connection; it does not see shop.order, read 3 s ago.");
        assertThat(first(django(false), django(false))).contains("2 connections; none sees shop.order");
        assertThat(first()).contains("has no connection to this gateway");
    }

    @Test
    void a_token_that_lists_what_it_sees_explains_itself() {
        assertThat(words(bearer(true)).lines())
                .startsWith(
                        "ada (7) has 1 connection; it sees shop.order: their token lists what they see, and the database is"
                                + " not asked.",
                        "It ends with the token.");
        assertThat(words(bearer(true), django(true)))
                .contains("1 of them go by what their tokens list, which no database changes.");
    }

    @Test
    void what_was_shed_is_said_with_its_reason_and_what_the_socket_has_not_taken() {
        Connection behind = connection(identity(), true, true, 12, new Tally(100, 2, 5, ShedReason.OVERTAKEN));
        assertThat(words(behind))
                .contains(
                        "since 2026-11-22T10:00:00Z from 10.0.0.5 port 40000, by a sesame token: behind for 4 s, 12 events"
                                + " waiting for it; sees it; of all that it may see, 81 events written, 2 not taken by its socket yet, 5 shed (overtaken)");
    }

    @Test
    void a_gateway_that_is_not_ready_says_so() {
        Explanation explanation = new Explanation(
                "ada (7)", "7", standing(), null, List.of(), List.of(), Map.of("bus", "no subscription"));
        assertThat(Words.of(explanation, NOW)).contains("This gateway is not ready: bus: no subscription.");
    }

    @Test
    void a_long_time_is_told_roughly() {
        assertThat(Words.span(Duration.ofMillis(119_900))).isEqualTo("119 s");
        assertThat(Words.span(Duration.ofSeconds(150))).isEqualTo("2 min");
        assertThat(Words.span(Duration.ofHours(50))).isEqualTo("50 h");
        assertThat(Words.span(Duration.ofSeconds(-1))).isEqualTo("0 s");
    }

    private static String first(Connection... connections) {
        return words(connections).lines().findFirst().orElse("");
    }

    private static String words(Connection... connections) {
        return Words.of(
                new Explanation("ada (7)", "7", standing(), KNOWN, List.of(connections), List.of(), Map.of()), NOW);
    }

    private static Standing standing() {
        return new Standing(ORDER, ADA, WAYS, null);
    }

    private static Connection django(boolean sees) {
        return connection(identity(), sees, false, 0, new Tally(3, 0, 0, null));
    }

    private static Connection bearer(boolean sees) {
        return connection(new Identity.TokenBearer("7", Set.of("9"), null), sees, false, 0, new Tally(3, 0, 0, null));
    }

    private static Identity identity() {
        return new Identity.DjangoUser(ADA, now -> true, null);
    }

    private static Connection connection(Identity identity, boolean sees, boolean parked, long waiting, Tally tally) {
        String credential = identity instanceof Identity.TokenBearer ? "a JWT" : "a sesame token";
        return new Connection(
                "ab12",
                identity,
                credential,
                SINCE,
                "10.0.0.5 port 40000",
                "carillon-loop-1-1",
                sees,
                identity instanceof Identity.TokenBearer,
                parked,
                waiting,
                NOW - 4_000_000_000L,
                tally);
    }
}
