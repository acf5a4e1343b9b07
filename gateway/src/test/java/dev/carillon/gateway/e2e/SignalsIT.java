package dev.carillon.gateway.e2e;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.e2e.WebSocketClients.FirstMessage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What code on the site changes, without the admin, reaches the gateway by the site's signals; its sweep, which would find it
 * too, is made to come later than the test waits.
 */
@SuppressWarnings("NullAway.Init")
final class SignalsIT {
    private static final String MODELS =
            "import django; django.setup(); from django.contrib.auth.models import User, Group, Permission; ";

    private Stage stage;
    private CarillonProcess carillon;
    private WebSocketClients clients;
    private Tokens tokens;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage("signals");
        carillon = new CarillonProcess(stage.site(), Map.of("CARILLON_PERMISSIONS_SWEEP", "1h"));
        clients = new WebSocketClients(stage.site());
        tokens = Tokens.of(stage.site());
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
    void rights_given_and_taken_by_code_move_the_connections_and_a_deactivated_user_is_closed() {
        connect("viewer", "changer", "nobody", "plain");
        eventually("four live", () -> carillon.serves(4));

        django("User.objects.get(username='viewer').user_permissions.remove("
                + "Permission.objects.get(codename='view_order', content_type__app_label='shop'))");
        eventually("viewer sees no orders", () -> why("viewer").contains("it does not see shop.order"));

        django("Group.objects.get(name='Changers').permissions.clear()");
        eventually("nor does the group", () -> why("changer").contains("it does not see shop.order"));

        django("User.objects.filter(username='nobody').update(is_superuser=True); from carillon_signals import"
                + " invalidate; invalidate(users=User.objects.filter(username='nobody'))");
        eventually("nobody sees everything", () -> why("nobody").contains("it sees shop.order: they are a superuser"));

        clients.publish(stage.redisUrl(), List.of(event("shop.order", "one"), event("shop.product", "two")));
        clients.awaitThat("both at nobody's", () -> clients.texts("nobody").size() == 2);
        clients.awaitThat(
                "the product at viewer's", () -> !clients.texts("viewer").isEmpty());
        clients.awaitThat("the order at plain's", () -> !clients.texts("plain").isEmpty());
        assertThat(clients.texts("viewer")).containsExactly(event("shop.product", "two"));
        assertThat(clients.texts("changer")).isEmpty();

        django("user = User.objects.get(username='plain'); user.is_active = False; user.save()");
        assertThat(clients.close("plain")).isEqualTo("4403 access revoked");
        assertThat(clients.isOpen("viewer")).isTrue();
    }

    private void connect(String... users) {
        for (String user : users) {
            clients.connect(user, carillon.uri(), FirstMessage.text(tokens.of(user)));
        }
    }

    private String why(String user) {
        return carillon.why(user, "shop.order");
    }

    private String event(String type, String object) {
        return "{\"object\": \"" + object + "\", \"content_type_id\": " + tokens.type(type) + "}";
    }

    private void django(String code) {
        stage.site().run("change", "-c", MODELS + code);
    }
}
