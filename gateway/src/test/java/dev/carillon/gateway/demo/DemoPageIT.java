package dev.carillon.gateway.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.gateway.testing.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page in a real browser. Leaves screenshots in the module's target/screenshots. */
final class DemoPageIT {
    private static final String LIVE =
            "return document.querySelectorAll('.column .status[data-status=live]').length === 4";

    private FakeGateway gateway;
    private Demo demo;
    private RoutesServer server;
    private Browser browser;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        browser = Browser.open();
        gateway = new FakeGateway();
        demo = new Demo(gateway, gateway.links(), 42, InstantSource.system());
        server = new RoutesServer(demo.routes());
    }

    @AfterEach
    void close() throws IOException {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
            demo.close();
            gateway.close();
        }
    }

    @Test
    void each_user_receives_what_they_may_see_and_nothing_else() throws IOException, InterruptedException {
        demo.start();
        browser.viewport(1440, 1000);
        browser.navigate(server.address());
        browser.await("four connections", LIVE);
        browser.await("a full list for root", received("root") + " >= 40");
        browser.await("events for victor", received("victor") + " >= 10");
        assertThat(types("edith")).isSubsetOf("category", "product", "article");
        assertThat(types("victor")).isSubsetOf("product", "order", "shipment");
        assertThat(types("root")).contains("product", "order", "article");
        assertThat(types("nora")).isEmpty();
        browser.await(
                "moving numbers", "return /\\d \\/ s/.test(document.querySelector('[data-rate=events]').textContent)");
        shots();
    }

    @Test
    void the_button_publishes_an_event_of_the_chosen_type() throws IOException, InterruptedException {
        browser.navigate(server.address());
        awaitFour();
        browser.execute(
                "document.querySelector('#type').value = '11'; document.querySelector('#publish button').click()");
        browser.await("the outcome", "return document.querySelector('#outcome').textContent.includes('2 connections')");
        browser.await("root's event", received("root") + " === 1");
        browser.await("victor's event", received("victor") + " === 1");
        assertThat(browser.execute(received("edith")).asInt()).isZero();
        assertThat(types("victor")).containsExactly("shipment");
    }

    @Test
    void a_lost_connection_comes_back_with_a_fresh_token() throws IOException, InterruptedException {
        browser.navigate(server.address());
        awaitFour();
        gateway.dropAll();
        browser.await("the loss", "return document.querySelectorAll('.status[data-status=lost]').length > 0");
        awaitFour();
    }

    @Test
    void the_list_is_bounded_text_stays_text_and_a_pause_holds_it() throws IOException, InterruptedException {
        browser.navigate(server.address());
        awaitFour();
        publish("{\"model\": \"product\", \"object\": \"<img src=x onerror=alert(1)>\", \"content_type_id\": 8}", 120);
        browser.await("all of them", received("edith") + " === 120");
        String rows = "return document.querySelectorAll('[data-user=edith] .event').length";
        assertThat(browser.execute(rows).asInt()).isEqualTo(50);
        assertThat(browser.execute("return document.querySelector('[data-user=edith] .object').textContent")
                        .asText())
                .isEqualTo("<img src=x onerror=alert(1)>");
        assertThat(browser.execute("return document.querySelectorAll('.event img').length")
                        .asInt())
                .isZero();
        browser.execute("document.querySelector('#pause').click()");
        publish("{\"model\": \"product\", \"object\": \"later\", \"content_type_id\": 8}", 1);
        browser.await("the counter to go on", received("edith") + " === 121");
        String newest = "return document.querySelector('[data-user=edith] .object').textContent";
        assertThat(browser.execute(newest).asText()).startsWith("<img");
        browser.execute("document.querySelector('#pause').click()");
        browser.await("the event held back", newest + " === 'later'");
    }

    /** Connected as the page sees it, and as the gateway does, which comes later. */
    private void awaitFour() throws IOException, InterruptedException {
        browser.await("four connections", LIVE);
        browser.await(
                "four registered", "return document.querySelector('[data-number=connections]').textContent === '4'");
    }

    private void publish(String payload, int times) {
        for (int i = 0; i < times; i++) {
            gateway.publish(payload.getBytes(UTF_8));
        }
    }

    private static String received(String user) {
        return "return Number(document.querySelector('[data-user=" + user + "] .received').textContent)";
    }

    private Iterable<String> types(String user) throws IOException, InterruptedException {
        return browser.execute("return [...new Set([...document.querySelectorAll('[data-user=" + user
                        + "] .event .type')].map((type) => type.textContent))]")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    /** Light and dark, wide and narrow, for whoever wants to look. */
    private void shots() throws IOException, InterruptedException {
        Path directory = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), "screenshots"));
        for (String scheme : new String[] {"light", "dark"}) {
            browser.colorScheme(scheme);
            browser.viewport(1440, 1000);
            Files.write(directory.resolve("demo-" + scheme + ".png"), browser.screenshot());
            browser.viewport(390, 844);
            assertThat(browser.execute("return document.documentElement.scrollWidth")
                            .asInt())
                    .as("the page fits a telephone")
                    .isLessThanOrEqualTo(390);
            Files.write(directory.resolve("demo-" + scheme + "-narrow.png"), browser.screenshot());
            browser.viewport(1440, 1900);
            Files.write(directory.resolve("demo-" + scheme + "-whole.png"), browser.screenshot());
        }
    }
}
