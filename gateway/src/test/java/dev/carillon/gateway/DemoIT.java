package dev.carillon.gateway;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.gateway.e2e.site.Surroundings;
import dev.carillon.gateway.testing.Browser;
import dev.carillon.gateway.testing.TextClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The demo as {@code carillon demo} runs it, watched in a real browser. Leaves screenshots in target/screenshots. */
@SuppressWarnings("NullAway.Init")
final class DemoIT {
    private static final Pattern ADDRESS = Pattern.compile("^ {4}(http://\\S+/)$", Pattern.MULTILINE);

    private final int port = Surroundings.freePort();
    private final int adminPort = Surroundings.freePort();
    private Browser browser;
    private RunningDemo demo;

    @BeforeEach
    void open() throws Exception {
        browser = Browser.open();
    }

    @AfterEach
    void close() throws IOException {
        if (browser != null) {
            browser.close();
        }
        if (demo != null) {
            demo.close();
        }
    }

    /** Gives the address of the page, from what it printed. */
    private URI start(int clients, int admin) throws Exception {
        StringWriter printed = new StringWriter();
        demo = RunningDemo.start(
                Map.of(
                        "CARILLON_LISTEN", "127.0.0.1:" + clients,
                        "CARILLON_ADMIN_LISTEN", "127.0.0.1:" + admin,
                        "CARILLON_SHUTDOWN_DRAIN", "100ms"),
                new PrintWriter(printed, true));
        Matcher address = ADDRESS.matcher(printed.toString());
        assertThat(address.find()).as(printed.toString()).isTrue();
        return URI.create(address.group(1));
    }

    /** Its page, on ports that the system chose. */
    private void watch() throws Exception {
        browser.viewport(1440, 1000);
        browser.navigate(start(0, 0));
        awaitFour();
    }

    @Test
    void each_user_receives_what_they_may_see_and_nothing_else() throws Exception {
        watch();
        publishOfEveryType(3);
        browser.await("events for root", received("root") + " >= 21");
        browser.await("events for edith", received("edith") + " >= 9");
        browser.await("events for victor", received("victor") + " >= 9");
        assertThat(types("root"))
                .containsExactlyInAnyOrder("category", "product", "order", "shipment", "article", "user", "group");
        assertThat(types("edith")).containsExactlyInAnyOrder("category", "product", "article");
        assertThat(types("victor")).containsExactlyInAnyOrder("product", "order", "shipment");
        assertThat(types("nora")).isEmpty();
        assertThat(text("[data-user=nora] .received")).isEqualTo("0");
        browser.await(
                "a rate", "return /[1-9].* \\/ s/.test(document.querySelector('[data-rate=deliveries]').innerText)");
        browser.await("what was published", numberAtLeast("events", 21));
        browser.await("what was delivered", numberAtLeast("deliveries", 39));
        assertThat(number("audiences")).isEqualTo(4);
        assertThat(number("shed")).isZero();
        DemoScreenshots.take(browser);
    }

    @Test
    void the_button_publishes_an_event_of_the_chosen_type() throws Exception {
        watch();
        browser.execute("const ask = window.fetch; window.fetch = async (...what) => { const got = await ask(...what);"
                + " if (String(what[0]).startsWith('/demo/publish')) window.published ??= await got.clone().json();"
                + " return got; };"
                + " document.querySelector('#type').value = '11'; document.querySelector('#publish button').click();");
        browser.await(
                "the outcome",
                "return document.querySelector('#outcome').innerText.includes('seen by 2 connections in 2 audiences')");
        browser.await("the event at root's", hasPublished("root"));
        browser.await("the event at victor's", hasPublished("victor"));
        // It went to all in the same turn of a loop, so what follows it shows that it does not come.
        publishOfEveryType(1);
        browser.await("an article at edith's", "return !!document.querySelector('[data-user=edith] .event')");
        assertThat(browser.execute(hasPublished("edith")).asBoolean()).isFalse();
        assertThat(types("edith")).isSubsetOf("category", "product", "article");
        assertThat(types("nora")).isEmpty();
    }

    @Test
    void a_switched_permission_moves_the_stream_with_it() throws Exception {
        watch();
        awaitSeers("order", 2);
        press("victor", "order");
        awaitSeers("order", 1);
        assertThat(text("[data-user=victor] .events")).contains("Permissions changed: − order");
        marker("victor", "before");
        int before = ofType("victor", "order");
        int atRoots = ofType("root", "order");
        press("nora", "order");
        awaitSeers("order", 2);
        browser.await("orders at nora's", "return " + counting("nora", "order") + " > 0");
        browser.await("orders at root's", "return " + counting("root", "order") + " > " + atRoots);
        marker("victor", "after");
        assertThat(ofType("victor", "order")).isEqualTo(before);
        press("victor", "order");
        awaitSeers("order", 3);
        browser.await("orders at victor's again", "return " + counting("victor", "order") + " > " + before);
        press("root", "superuser");
        awaitSeers("group", 0);
        press("root", "superuser");
        awaitSeers("group", 1);
        assertThat(browser.execute("return document.querySelectorAll('.status[data-status=live]').length")
                        .asInt())
                .as("nobody had to come back")
                .isEqualTo(4);
    }

    private void press(String user, String right) throws Exception {
        String button = "document.querySelector('[data-user=" + user + "] [data-right=" + right + "]')";
        boolean on = browser.execute("return " + button + ".getAttribute('aria-checked') === 'true'")
                .asBoolean();
        browser.execute(button + ".click()");
        browser.await(
                "the switch of " + right + " for " + user,
                "return " + button + ".getAttribute('aria-checked') === '" + !on + "'");
    }

    /** A product that the user sees: when it is there, so is everything that was sent to them before. */
    private void marker(String user, String name) throws Exception {
        publish(name, 1);
        browser.await(
                name,
                "return [...document.querySelectorAll('[data-user=" + user + "] .object')]"
                        + ".some((item) => item.textContent === '" + name + "')");
    }

    /** Publishes until the gateway counts as many connections that see it: the page has no other way to know. */
    private void awaitSeers(String type, int connections) throws Exception {
        browser.await(
                connections + " connections that see " + type,
                "return (async () => { const type = [...document.querySelector('#type').options]"
                        + ".find((option) => option.text === '" + type + "').value;"
                        + " const answer = await fetch('/demo/publish?content_type=' + type, { method: 'POST' });"
                        + " return (await answer.json()).connections === " + connections + "; })()");
    }

    private int ofType(String user, String type) throws Exception {
        return browser.execute("return " + counting(user, type)).asInt();
    }

    private static String counting(String user, String type) {
        return "document.querySelectorAll('[data-user=" + user + "] .event .type[data-type=" + type + "]').length";
    }

    @Test
    void after_a_restart_each_connection_comes_back_with_a_fresh_token() throws Exception {
        browser.navigate(start(port, adminPort));
        awaitFour();
        demo.close();
        browser.await("the loss", "return document.querySelectorAll('.status[data-status=lost]').length === 4");
        start(port, adminPort);
        awaitFour();
        int before = browser.execute(received("root")).asInt();
        publishOfEveryType(1);
        browser.await("events of the new gateway", received("root") + " >= " + (before + 7));
    }

    @Test
    void the_list_is_bounded_text_stays_text_and_a_pause_holds_it() throws Exception {
        watch();
        publish("<img src=x onerror=alert(1)>", 120);
        browser.await("all of them", received("edith") + " >= 120");
        assertThat(browser.execute("return document.querySelectorAll('[data-user=edith] .event').length")
                        .asInt())
                .isEqualTo(50);
        assertThat(objects("edith")).contains("<img src=x onerror=alert(1)>");
        assertThat(browser.execute("return document.querySelectorAll('.event img').length")
                        .asInt())
                .isZero();
        browser.execute("document.querySelector('#pause').click()");
        int before = browser.execute(received("edith")).asInt();
        publish("later", 60);
        browser.await("the counter to go on", received("edith") + " >= " + (before + 60));
        assertThat(objects("edith")).doesNotContain("later");
        browser.execute("document.querySelector('#pause').click()");
        browser.await("the events held back", "return document.querySelector('#columns').innerText.includes('later')");
    }

    @Test
    void whoever_follows_the_page_is_connected() throws Exception {
        watch();
        browser.execute("const as = document.querySelector('#as'); as.value = '3'; as.onchange();");
        browser.await(
                "victor's token",
                "const token = document.querySelector('#token').innerText;"
                        + "if (window.before === undefined) { window.before = token; } return token !== window.before;");
        URI server = URI.create(text("#command").replaceFirst("python -m websockets ", ""));
        try (TextClient client = new TextClient(server, text("#token"))) {
            browser.execute(text("#snippet") + "\nwindow.mine = []; ws.addEventListener('message', (event) =>"
                    + " window.mine.push(JSON.parse(event.data).model));");
            browser.await(
                    "six connections", "return document.querySelector('[data-number=connections]').innerText === '6'");
            publishOfEveryType(1);
            eventually("three events", () -> client.received().size() >= 3);
            browser.await("three events in the console's", "return window.mine.length >= 3");
            assertThat(client.received())
                    .allMatch(event -> event.matches(".*\"model\": \"(product|order|shipment)\".*"));
            assertThat(browser.execute("return window.mine").valueStream().map(JsonNode::asText))
                    .allMatch(List.of("product", "order", "shipment")::contains);
            assertThat(client.closed()).isEmpty();
        }
    }

    /** Connected as the page sees it, and as the gateway does, which comes later. */
    private void awaitFour() throws Exception {
        browser.await(
                "four connections",
                "return document.querySelectorAll('.column .status[data-status=live]').length === 4");
        browser.await(
                "four registered", "return document.querySelector('[data-number=connections]').innerText === '4'");
    }

    private void publishOfEveryType(int times) throws Exception {
        browser.execute("return (async () => { for (let i = 0; i < " + times + "; i++)"
                + " for (const type of [3, 4, 7, 8, 9, 11, 12])"
                + " await fetch('/demo/publish?content_type=' + type, { method: 'POST' }); })()");
    }

    /** Of a product, as whoever may use the admin port does. */
    private void publish(String object, int times) throws Exception {
        browser.execute("return (async () => { for (let i = 0; i < " + times + "; i++)"
                + " await fetch('/events', { method: 'POST', headers: { 'Content-Type': 'application/json' },"
                + " body: JSON.stringify({ model: 'product', object: '" + object + "', content_type_id: 8 }) }); })()");
    }

    private static String received(String user) {
        return "return Number(document.querySelector('[data-user=" + user + "] .received').innerText)";
    }

    private static String hasPublished(String user) {
        return "return [...document.querySelectorAll('[data-user=" + user + "] .event')]"
                + ".some((item) => item.payload === window.published.payload)";
    }

    private String text(String selector) throws Exception {
        return browser.execute("return document.querySelector('" + selector + "').innerText")
                .asText();
    }

    private static String numberAtLeast(String name, int least) {
        return "return Number(document.querySelector('[data-number=" + name + "]').innerText.replace(',', '')) >= "
                + least;
    }

    private long number(String name) throws Exception {
        return Long.parseLong(text("[data-number=" + name + "]").replace(",", ""));
    }

    private List<String> types(String user) throws Exception {
        return browser.execute("return [...new Set([...document.querySelectorAll('[data-user=" + user
                        + "] .event .type')].map((type) => type.textContent))]")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    private List<String> objects(String user) throws Exception {
        return browser.execute("return [...document.querySelectorAll('[data-user=" + user
                        + "] .object')].map((object) => object.textContent)")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }
}
