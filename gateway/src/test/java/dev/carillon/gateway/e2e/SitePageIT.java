package dev.carillon.gateway.e2e;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.gateway.e2e.site.AdminClient;
import dev.carillon.gateway.e2e.site.DjangoSite;
import dev.carillon.gateway.testing.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sample site's own page in a real browser, from the login to events, with Carillon behind it. */
@SuppressWarnings("NullAway.Init")
final class SitePageIT {
    private Browser browser;
    private Stage stage;
    private CarillonProcess carillon;

    @BeforeEach
    void open() throws IOException, InterruptedException, SQLException {
        browser = Browser.open();
        stage = new Stage("site-page");
        carillon = new CarillonProcess(stage.site(), stage.uri().getPort());
    }

    @AfterEach
    void close() throws IOException {
        if (browser != null) {
            browser.close();
        }
        if (carillon != null) {
            carillon.close();
        }
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void a_viewer_sees_what_changes_in_the_admin_also_after_carillon_was_restarted() throws Exception {
        logIn("viewer");
        awaitConnected();
        assertThat(tokensFetched()).isZero();
        try (AdminClient root = new AdminClient(stage.site().uri(), "root", "en")) {
            root.add("auth/group", Map.of("name", "Not for viewers"));
            root.add("shop/category", Map.of("name", "Bells & <b>whistles</b> 🔔"));
            awaitEvent("Bells & <b>whistles</b> 🔔");
            assertThat(events()).containsExactly("Bells & <b>whistles</b> 🔔 category Added. root");

            carillon.close();
            browser.await("the loss", state("connecting"));
            carillon = new CarillonProcess(stage.site(), stage.uri().getPort());
            awaitConnected();
            assertThat(tokensFetched()).isPositive();

            root.change("auth/group", root.keyOf("auth/group", "Not for viewers"), Map.of("name", "Still not"));
            root.delete("shop/category", root.keyOf("shop/category", "Bells &amp; &lt;b&gt;whistles&lt;/b&gt; 🔔"));
            browser.await("the second event", "return document.querySelectorAll('#events li').length >= 2");
            assertThat(events())
                    .containsExactly(
                            "Bells & <b>whistles</b> 🔔 category Deleted. root",
                            "Bells & <b>whistles</b> 🔔 category Added. root");
        }
        shot();
    }

    private void logIn(String user) throws IOException, InterruptedException {
        browser.navigate(stage.site().uri());
        browser.execute("document.querySelector('[name=username]').value = '" + user + "';"
                + "document.querySelector('[name=password]').value = '" + DjangoSite.PASSWORD + "';"
                + "document.querySelector('form').submit();");
        browser.await("the page", "return !!document.getElementById('events')");
    }

    /** As the page sees it, and as Carillon does, which comes later. */
    private void awaitConnected() throws IOException, InterruptedException {
        browser.await("the connection", state("open"));
        eventually("Carillon serves the page", () -> carillon.serves(1));
    }

    private static String state(String state) {
        return "return document.getElementById('status').dataset.state === '" + state + "'";
    }

    private void awaitEvent(String object) throws IOException, InterruptedException {
        browser.await(
                object,
                "return [...document.querySelectorAll('#events .object')].some((item) => item.textContent === '"
                        + object + "')");
    }

    /** Newest first, without their times. */
    private List<String> events() throws IOException, InterruptedException {
        return browser.execute("return [...document.querySelectorAll('#events li')].map((item) =>"
                        + " ['object', 'model', 'message', 'user']"
                        + ".map((part) => item.querySelector('.' + part).textContent).join(' '))")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    private int tokensFetched() throws IOException, InterruptedException {
        return browser.execute("return performance.getEntriesByType('resource')"
                        + ".filter((entry) => entry.name.endsWith('/token/')).length")
                .asInt();
    }

    private void shot() throws IOException, InterruptedException {
        Path directory = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), "screenshots"));
        browser.viewport(900, 500);
        Files.write(directory.resolve("site-page.png"), browser.screenshot());
    }
}
