package dev.carillon.protocol.django;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What the real library said of many tokens, we say too. Takes the file beside the tests, and every further one of its
 * form in the directory that the system property {@code carillon.vectors} names.
 *
 * <p>A case's {@code min_django} says since when it is so; we are as the newest is.
 */
final class SesameVectorsTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    @TestFactory
    Stream<DynamicContainer> tokens_are_judged_as_the_library_judges_them() {
        return forEachFile((file, cases) ->
                dynamicContainer(file, cases.stream().map(each -> dynamicTest(each.toString(), () -> judge(each)))));
    }

    @TestFactory
    Stream<DynamicContainer> tokens_are_made_as_the_library_makes_them() {
        return forEachFile((file, cases) -> dynamicContainer(
                file,
                cases.stream()
                        .filter(SesameCase::madeByTheLibrary)
                        .map(each -> dynamicTest(each.toString(), () -> make(each)))));
    }

    @Test
    void the_file_beside_the_tests_is_whole() {
        List<SesameCase> cases = cases(read(bundled()));

        assertThat(cases).hasSize(164);
        assertThat(cases.stream().filter(each -> !each.expected().get("user").isNull()))
                .hasSize(82);
    }

    private static void judge(SesameCase vector) {
        SesameSettings settings = vector.settings();

        Optional<JsonNode> user = authenticate(vector, settings);

        assertThat(user.map(row -> row.get("pk")))
                .isEqualTo(Optional.of(vector.expected().get("user")).filter(pk -> !pk.isNull()));
        assertThat(user.isPresent() && settings.revocation().oneTime())
                .as("writes last_login")
                .isEqualTo(vector.expected().get("last_login_updated").asBoolean());
    }

    private static Optional<JsonNode> authenticate(SesameCase vector, SesameSettings settings) {
        SesameTokens tokens = new SesameTokens(settings);
        SesameToken token = tokens.parse(vector.token(), vector.verifyAt(), vector.maxAge());
        if (vector.expected().get("raises").asText().equals("NotImplementedError")) {
            assertThat(token).isEqualTo(SesameToken.Refusal.UNSUPPORTED);
        }
        return token instanceof SesameToken.Unverified unverified
                ? vector.activeUser(settings, unverified.key())
                        .filter(row -> tokens.verify(unverified, SesameCase.state(row)))
                : Optional.empty();
    }

    private static void make(SesameCase vector) {
        SesameSettings settings = vector.settingsWhenMade();
        JsonNode user = vector.made().get("user");

        String token = new SesameTokens(settings)
                .make(
                        SesameCase.key(settings, user),
                        SesameCase.state(user),
                        SesameCase.instant(vector.made().get("at")));

        assertThat(token).isEqualTo(vector.token());
    }

    private interface FileTests {
        DynamicContainer of(String file, List<SesameCase> cases);
    }

    private static Stream<DynamicContainer> forEachFile(FileTests tests) {
        return Stream.concat(Stream.of(bundled()), furtherFiles())
                .filter(path -> read(path).path("library").asText().startsWith("django-sesame"))
                .map(path -> tests.of(String.valueOf(path.getFileName()), cases(read(path))));
    }

    private static Path bundled() {
        URL file = SesameVectorsTest.class.getResource("/vectors/sesame-vectors.json");
        return Path.of(URI.create(Objects.requireNonNull(file).toString()));
    }

    private static Stream<Path> furtherFiles() {
        @Nullable String directory = System.getProperty("carillon.vectors");
        if (directory == null || directory.isBlank()) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("carillon.vectors must name a readable directory", e);
        }
    }

    private static JsonNode read(Path path) {
        try {
            return JSON.readTree(path.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(path + " is not JSON", e);
        }
    }

    private static List<SesameCase> cases(JsonNode file) {
        List<SesameCase> cases = new ArrayList<>();
        file.get("cases").forEach(each -> cases.add(new SesameCase(each)));
        return cases;
    }
}
