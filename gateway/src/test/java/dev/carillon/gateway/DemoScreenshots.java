package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.testing.Browser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The demo's page light and dark, wide and narrow, for whoever wants to look; a narrow one must fit. */
final class DemoScreenshots {
    private DemoScreenshots() {}

    static void take(Browser browser) throws Exception {
        Path directory = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), "screenshots"));
        for (String scheme : List.of("light", "dark")) {
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
