package dev.carillon.gateway.wire;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.testing.MetricsText;
import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.TestGateway;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everybody comes back at once. */
@Timeout(180)
final class StormIT {
    private static final int USERS = 300;
    private static final long FIRST = 1000;
    private static final String COPIED =
            "first_name, last_name, email, password, last_login, is_superuser, is_staff, is_active, date_joined";

    @Test
    void a_reconnect_of_everyone_asks_the_database_a_handful_of_times() throws Exception {
        try (TestGateway gateway = TestGateway.start(Map.of("CARILLON_PERMISSIONS_REMEMBER", "60s"))) {
            addUsers(gateway);
            List<RawWebSocket> clients = connect(gateway);
            MetricsText before = gateway.metrics();
            for (RawWebSocket client : clients) {
                client.close();
            }
            eventually("all are gone", () -> gateway.gateway().registry().sum(LoopShard::subscriberCount) == 0);
            List<RawWebSocket> again = connect(gateway);
            MetricsText after = gateway.metrics();
            for (String query : List.of("users", "permissions")) {
                assertThat(queries(after, query)).as(query).isEqualTo(queries(before, query));
            }
            assertThat(after.sum("carillon_known_answers_total", "answer=known"))
                    .isEqualTo(2.0 * USERS);
            assertThat(queries(after, "accounts") - queries(before, "accounts"))
                    .as("read anew behind them")
                    .isLessThan(30);
            for (RawWebSocket client : again) {
                client.close();
            }
        }
    }

    private static double queries(MetricsText metrics, String kind) {
        return metrics.sum("carillon_directory_query_seconds_count", "query=" + kind);
    }

    private static void addUsers(TestGateway gateway) throws SQLException {
        try (Connection database = DriverManager.getConnection(
                        "jdbc:sqlite:" + gateway.site().database());
                Statement statement = database.createStatement()) {
            for (long user = FIRST; user < FIRST + USERS; user++) {
                statement.addBatch("INSERT INTO auth_user (id, username, " + COPIED + ") SELECT " + user + ", 'storm"
                        + user + "', " + COPIED + " FROM auth_user WHERE id = " + TestGateway.EDITH);
            }
            statement.executeBatch();
        }
    }

    private static List<RawWebSocket> connect(TestGateway gateway) throws Exception {
        List<RawWebSocket> clients = new ArrayList<>();
        for (long user = FIRST; user < FIRST + USERS; user++) {
            clients.add(gateway.client(user));
        }
        gateway.awaitSubscribers(USERS);
        return clients;
    }
}
