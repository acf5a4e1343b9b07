package dev.carillon.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConfigReferenceTest {
    private final Path module = Path.of(System.getProperty("carillon.checkout"), "gateway");

    @Test
    void the_committed_reference_is_what_the_code_says() throws Exception {
        assertThat(Files.readString(module.resolve("CONFIGURATION.md")))
                .as("regenerate with: carillon config --reference > gateway/CONFIGURATION.md")
                .isEqualTo(ConfigReference.markdown());
    }

    @Test
    void every_meaning_is_a_sentence() {
        for (Schema.Entry entry : ConfigReader.SCHEMA.entries()) {
            assertThat(entry.setting().value()).as(entry.key()).endsWith(".");
        }
    }

    @Test
    void the_example_is_a_complete_configuration() throws Exception {
        GatewayConfig config = ConfigReader.readForSite(module.resolve("carillon.example.yaml"), Map.of())
                .config();
        assertThat(config.redis().channel()).isEqualTo("events");
    }
}
