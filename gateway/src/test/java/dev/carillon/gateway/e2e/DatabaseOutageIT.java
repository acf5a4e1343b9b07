package dev.carillon.gateway.e2e;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.e2e.WebSocketClients.FirstMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real PostgreSQL is stopped and comes back, with clients of the real site connected. */
@SuppressWarnings("NullAway.Init")
final class DatabaseOutageIT {
    private static final String ORDER = "type shop.order";
    private static final String EVERYTHING = "{\"invalidate\": {\"all\": true}}";
    private static final int CHANGES = 2000;

    private LiveSite site;

    @BeforeEach
    void start() throws SQLException {
        site = new LiveSite("database-outage", "ann", "bob", "cem", "dan");
    }

    @AfterEach
    void stop() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void who_is_connected_notices_nothing_who_just_was_comes_back_and_others_are_told_to() throws IOException {
        Map<String, String> settings = Map.of(
                "CARILLON_PERMISSIONS_SWEEP", "1s",
                "CARILLON_PERMISSIONS_REMEMBER", "0s",
                "CARILLON_DIRECTORY_STALE_OK", "60s",
                "CARILLON_DIRECTORY_TIMEOUT", "2s");
        try (CarillonProcess carillon = new CarillonProcess(site.stage().site(), settings)) {
            site.connect(carillon.uri(), "ann", "bob");
            Tokens tokens = Tokens.of(site.stage().site());
            site.stage().postgres().stop();
            eventually("readings fail", () -> carillon.metric("carillon_reread_failures_total") >= 3);
            site.clients().disconnect("bob");
            eventually("bob is gone", () -> carillon.serves(1));
            connect(carillon, tokens, "bob");
            connect(carillon, tokens, "cem");
            site.awaitHeard("bob again");
            assertThat(carillon.metric("carillon_known_answers_total{answer=\"stale\"}"))
                    .isPositive();
            assertThat(site.clients().close("cem again")).isEqualTo("1013 user database unavailable, try again later");
            assertThat(site.hears("ann", ORDER)).isFalse();

            // Each of these has everybody read anew; nobody can be, and each waits once.
            for (int i = 0; i < CHANGES; i++) {
                site.stage().redis().publish("events:control", EVERYTHING.getBytes(StandardCharsets.UTF_8));
            }
            eventually("told", () -> carillon.metric("carillon_control_messages_total{result=\"applied\"}") >= CHANGES);
            double before = queries(carillon);
            site.stage().postgres().resume();
            site.accounts("sql", "UPDATE auth_user SET is_superuser = true WHERE username IN ('ann', 'bob')");
            for (String client : List.of("ann", "bob again")) {
                site.awaitHears(client, ORDER, true);
            }
            // Far from one for each change: the rounds of the last and the sweep of some seconds.
            assertThat(queries(carillon) - before).isBetween(1.0, CHANGES / 10.0);
            site.connect(carillon.uri(), "cem", "dan");
            assertThat(site.clients().isOpen("ann")).isTrue();
            assertThat(carillon.metric("carillon_closes_total{reason=\"access_revoked\"}"))
                    .isZero();
            assertThat(connectionsToTheDatabase()).isBetween(1, 4);
        }
    }

    private static double queries(CarillonProcess carillon) {
        return carillon.metric("carillon_directory_query_seconds_count{query=\"accounts\"}");
    }

    private void connect(CarillonProcess carillon, Tokens tokens, String user) {
        site.clients().connect(user + " again", carillon.uri(), FirstMessage.text(tokens.of(user)));
    }

    /** The gateway's pool and no more: it alone keeps them open. */
    private int connectionsToTheDatabase() {
        return Integer.parseInt(site.accounts(
                        "query",
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = 'site' AND application_name = 'carillon'")
                .strip());
    }
}
