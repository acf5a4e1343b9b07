package dev.carillon.gateway.wire;

import static dev.carillon.gateway.testing.ClientFrames.text;
import static dev.carillon.gateway.testing.TestGateway.VICTOR;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.directory.jdbc.SqliteScript;
import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.TestGateway;
import dev.carillon.gateway.testing.TestJwt;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Users as operators and sites name them, on a whole gateway. */
@Timeout(60)
final class UserIdsIT {
    private static final String SECRET = "hunter2hunter2hunter2hunter2hunter2";
    private static final String ADA = "550e8400-e29b-41d4-a716-446655440000";
    private static final String ADA_IN_CAPITALS = "550E8400-E29B-41D4-A716-446655440000";
    private static final String ADA_WITHOUT_HYPHENS = "550e8400e29b41d4a716446655440000";

    /** A user model of the site's own, whose key is a UUIDField; its only user sees nothing. */
    private static TestGateway withUuids() throws Exception {
        TestGateway gateway =
                TestGateway.start(Map.of("CARILLON_TABLES_USER", "member", "CARILLON_JWT_SECRETS", SECRET));
        SqliteScript.run(
                gateway.site().database(),
                "CREATE TABLE member (id char(32) NOT NULL PRIMARY KEY, password varchar(128) NOT NULL, last_login datetime,"
                        + " is_superuser bool NOT NULL, username varchar(150) NOT NULL, email varchar(254) NOT NULL,"
                        + " is_active bool NOT NULL);"
                        + " CREATE TABLE member_groups (user_id char(32) NOT NULL, group_id integer NOT NULL);"
                        + " CREATE TABLE member_user_permissions (user_id char(32), permission_id integer);"
                        + " INSERT INTO member VALUES ('" + ADA_WITHOUT_HYPHENS + "', '!', NULL, 0, 'ada', '', 1)");
        return gateway;
    }

    @Test
    void a_uuid_is_known_in_every_spelling_that_django_takes() throws Exception {
        try (TestGateway gateway = withUuids()) {
            for (String spelling : new String[] {ADA, ADA_IN_CAPITALS, ADA_WITHOUT_HYPHENS}) {
                try (RawWebSocket ada = open(gateway, "\"sub\":\"" + ADA + "\"")) {
                    gateway.awaitSubscribers(1);
                    HttpResponse<String> why = gateway.get("/why?user=" + spelling + "&content_type=9");
                    assertThat(why.body()).contains("ada (" + ADA + ") has 1 connection");
                    assertThat(disconnect(gateway, "{\"user\": \"" + spelling + "\"}"))
                            .as(spelling)
                            .contains("\"connections\":1");
                    assertThat(ada.readFrame().closing()).isEqualTo("4000 disconnected by the operator");
                }
                gateway.awaitSubscribers(0);
            }
            HttpResponse<String> number = gateway.postTo("/disconnect", "{\"user\": 7}");
            assertThat(number.statusCode()).isEqualTo(400);
            assertThat(number.body()).contains("there cannot be a user 7", "UUIDs");
        }
    }

    @Test
    void an_event_of_the_site_that_names_a_user_in_another_spelling_is_heeded() throws Exception {
        try (TestGateway gateway = withUuids();
                RawWebSocket ada = open(gateway, "\"sub\":\"" + ADA + "\"")) {
            gateway.awaitSubscribers(1);
            SqliteScript.run(gateway.site().database(), "UPDATE member SET is_active = 0");
            String event = "{\"content_type_id\": 4, \"object_id\": \"" + ADA_IN_CAPITALS + "\"}";
            assertThat(gateway.post(event).statusCode()).isEqualTo(200);
            assertThat(ada.readFrame().closing()).isEqualTo("4403 access revoked");
        }
    }

    @Test
    void a_number_is_known_with_zeros_before_it() throws Exception {
        try (TestGateway gateway = TestGateway.start();
                RawWebSocket victor = gateway.client(VICTOR)) {
            gateway.awaitSubscribers(1);
            HttpResponse<String> name = gateway.postTo("/disconnect", "{\"user\": \"victor\"}");
            assertThat(name.statusCode()).isEqualTo(400);
            assertThat(name.body()).contains("there cannot be a user victor", "whole numbers");
            assertThat(disconnect(gateway, "{\"user\": \"00" + VICTOR + "\"}")).contains("\"connections\":1");
            assertThat(victor.readFrame().closing()).isEqualTo("4000 disconnected by the operator");
        }
    }

    @Test
    void who_a_token_names_is_nobody_s_login_name() throws Exception {
        Map<String, String> settings = Map.of("CARILLON_JWT_SECRETS", SECRET, "CARILLON_JWT_PERMISSIONS", "token");
        try (TestGateway gateway = TestGateway.start(settings);
                RawWebSocket victor = gateway.client(VICTOR);
                RawWebSocket bearer = open(gateway, "\"content_types\":[9],\"sub\":\"" + VICTOR + "\"");
                RawWebSocket other = open(gateway, "\"content_types\":[9],\"sub\":\"auth0|x\"")) {
            gateway.awaitSubscribers(3);
            assertThat(gateway.get("/why?username=victor&content_type=9").body())
                    .contains("victor (3) has 1 connection;");
            assertThat(disconnect(gateway, "{\"username\": \"victor\"}")).contains("\"connections\":1");
            assertThat(victor.readFrame().closing()).isEqualTo("4000 disconnected by the operator");
            gateway.awaitSubscribers(2);
            assertThat(disconnect(gateway, "{\"user\": " + VICTOR + "}")).contains("\"connections\":1");
            assertThat(bearer.readFrame().closing()).isEqualTo("4000 disconnected by the operator");
            assertThat(disconnect(gateway, "{\"user\": \"auth0|x\"}")).contains("\"connections\":1");
            assertThat(other.readFrame().closing()).isEqualTo("4000 disconnected by the operator");
            gateway.awaitSubscribers(0);
            assertThat(gateway.postTo("/disconnect", "{\"user\": \"auth0|x\"}").statusCode())
                    .isEqualTo(400);
        }
    }

    private static String disconnect(TestGateway gateway, String wish) throws IOException, InterruptedException {
        HttpResponse<String> answer = gateway.postTo("/disconnect", wish);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static RawWebSocket open(TestGateway gateway, String claims) throws IOException {
        RawWebSocket client = RawWebSocket.connect(gateway.address());
        client.open();
        client.send(text(TestJwt.hmac(
                256,
                SECRET.getBytes(US_ASCII),
                "{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
                "{" + claims + ",\"exp\":" + Instant.now().plusSeconds(60).getEpochSecond() + "}")));
        return client;
    }
}
