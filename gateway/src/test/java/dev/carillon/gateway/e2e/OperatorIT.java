package dev.carillon.gateway.e2e;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.e2e.WebSocketClients.FirstMessage;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator with the command line, beside the real site, its PostgreSQL and its Redis. */
@SuppressWarnings("NullAway.Init")
final class OperatorIT {
    private Stage stage;
    private CarillonProcess carillon;
    private WebSocketClients clients;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage("operator");
        carillon = new CarillonProcess(stage.site(), Map.of());
        clients = new WebSocketClients(stage.site());
    }

    @AfterEach
    void close() {
        if (clients != null) {
            clients.close();
        }
        if (carillon != null) {
            carillon.close();
        }
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void a_user_of_django_is_asked_about_by_name_disconnected_with_words_and_may_come_back() {
        connect("changer", "at the desk");
        connect("changer", "on the road");
        connect("viewer", "viewer");
        eventually("three live", () -> carillon.serves(3));
        assertThat(why("changer"))
                .containsPattern("changer \\(\\d+\\) has 2 connections; both see shop.order: through group Changers"
                        + " \\(shop.change_order\\)")
                .contains("The database says the same now.");

        String answer = carillon.operator("disconnect", "--username", "changer", "--reason", "please log in again");
        assertThat(answer).contains("closed 2 connections of user ");
        assertThat(clients.close("at the desk")).isEqualTo("4000 please log in again");
        assertThat(clients.close("on the road")).isEqualTo("4000 please log in again");
        assertThat(clients.isOpen("viewer")).isTrue();
        eventually("both are gone", () -> carillon.serves(1));
        assertThat(why("changer")).contains("has no connection").contains(": disconnected (4000 ");

        connect("changer", "back");
        eventually("back", () -> carillon.serves(2));
        assertThat(why("changer")).contains("has 1 connection; it sees shop.order");
    }

    private void connect(String user, String client) {
        clients.connect(
                client,
                carillon.uri(),
                FirstMessage.text(Tokens.of(stage.site()).of(user)));
    }

    private String why(String user) {
        return carillon.operator("why", "--username", user, "--content-type", "shop.order");
    }
}
