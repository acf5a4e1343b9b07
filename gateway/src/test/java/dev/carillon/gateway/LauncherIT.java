package dev.carillon.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher in an installed layout, and in checkouts that are not what they should be. */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
@SuppressWarnings("NullAway.Init")
final class LauncherIT {
    private static final Path MODULE = Path.of(System.getProperty("carillon.checkout"), "gateway");
    private static final String JAVA_HOME = System.getProperty("java.home");

    @TempDir
    Path directory;

    @TempDir
    static Path installed;

    private static Path launcher;

    @BeforeAll
    static void install() throws IOException {
        launcher = copyLauncher(installed.resolve("opt carillon"));
        Path lib = Files.createDirectories(installed.resolve("opt carillon/lib"));
        for (Path folder : List.of(MODULE.resolve("target"), MODULE.resolve("target/lib"))) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
                for (Path jar : jars) {
                    Files.copy(jar, lib.resolve(jar.getFileName()));
                }
            }
        }
    }

    @Test
    void an_installed_gateway_starts_through_a_symbolic_link() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("carillon"), launcher);
        Result result = run(link, Map.of("CARILLON_JAVA_HOME", JAVA_HOME), "--version");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).startsWith("carillon ").contains("java 2", "netty 4");
        assertThat(result.status()).isZero();
    }

    @Test
    void an_older_java_home_is_passed_over() throws Exception {
        Path old = jdk("17.0.1");
        Path good = linkedJdk();
        Result result = run(
                launcher,
                Map.of("JAVA_HOME", old.toString(), "PATH", good.resolve("bin") + ":" + System.getenv("PATH")),
                "config");
        assertThat(result.out()).contains("listen: [127.0.0.1:8888]");
        assertThat(result.status()).isZero();
    }

    @Test
    void the_named_jdk_is_used_or_refused() throws Exception {
        Result result = run(launcher, Map.of("CARILLON_JAVA_HOME", jdk("21.0.2").toString()), "--version");
        assertThat(result.err()).contains("CARILLON_JAVA_HOME", "version 25 or later");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void options_for_the_jvm_are_handed_on() throws Exception {
        Result result = run(
                launcher,
                Map.of("CARILLON_JAVA_HOME", JAVA_HOME, "CARILLON_JAVA_OPTS", "-Xmx64m -XX:+PrintFlagsFinal"),
                "--version");
        assertThat(result.out()).containsPattern("MaxHeapSize += 67108864");
    }

    @Test
    void the_jvm_options_that_it_prints_are_those_it_serves_with() throws Exception {
        Result printed = run(launcher, Map.of("CARILLON_JAVA_HOME", JAVA_HOME), "--print-java-options");
        assertThat(printed.status()).isZero();
        assertThat(printed.out().lines()).isNotEmpty().allMatch(option -> option.startsWith("-"));
        Result started = run(
                launcher,
                Map.of("CARILLON_JAVA_HOME", JAVA_HOME, "CARILLON_JAVA_OPTS", "-XX:+PrintFlagsFinal"),
                "serve",
                "--help");
        assertThat(printed.out().lines().filter(option -> option.startsWith("-XX:+")))
                .contains("-XX:+UseG1GC")
                .allSatisfy(option -> assertThat(started.out())
                        .containsPattern(option.substring("-XX:+".length()) + " += true .*command line"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "check"})
    void another_collector_takes_the_place_of_its_own(String command) throws Exception {
        Result started = run(
                launcher,
                Map.of(
                        "CARILLON_JAVA_HOME",
                        JAVA_HOME,
                        "CARILLON_JAVA_OPTS",
                        "-XX:+UseParallelGC -XX:+PrintFlagsFinal"),
                command,
                "--help");
        assertThat(started.status()).isZero();
        assertThat(started.out()).containsPattern("UseParallelGC += true .*command line");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:+UseTransparentHugePages -XX:MaxGCPauseMillis=20",
                "-XX:+UseNUMA -XX:+ExplicitGCInvokesConcurrent"
            })
    void other_options_leave_its_collector_alone(String options) throws Exception {
        Result printed = run(
                launcher,
                Map.of("CARILLON_JAVA_HOME", JAVA_HOME, "CARILLON_JAVA_OPTS", options),
                "--print-java-options");
        assertThat(printed.out().lines()).contains("-XX:+UseG1GC", "-XX:MaxNewSize=32m");
    }

    @Test
    void so_does_one_that_is_named_to_every_jvm() throws Exception {
        Result started = run(
                launcher,
                Map.of(
                        "CARILLON_JAVA_HOME",
                        JAVA_HOME,
                        "JAVA_TOOL_OPTIONS",
                        "-XX:+UseParallelGC",
                        "CARILLON_JAVA_OPTS",
                        "-XX:+PrintFlagsFinal"),
                "serve",
                "--help");
        assertThat(started.status()).isZero();
        assertThat(started.out()).containsPattern("UseParallelGC += true ");
    }

    @Test
    void a_pipe_that_is_closed_early_does_no_harm() throws Exception {
        Result result = run(
                Path.of("/bin/sh"),
                Map.of("CARILLON_JAVA_HOME", JAVA_HOME),
                "-c",
                "'" + launcher + "' config --reference | head -n 1");
        assertThat(result.out()).isEqualTo("# Configuration\n");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void a_checkout_that_cannot_be_built_says_why() throws Exception {
        Path checkout = directory.resolve("checkout");
        Path copy = copyLauncher(checkout.resolve("gateway"));
        Files.writeString(checkout.resolve("pom.xml"), "not a project");
        Files.writeString(checkout.resolve("gateway/pom.xml"), "not a project");
        Path tools = Files.createDirectories(directory.resolve("tools"));
        Files.writeString(tools.resolve("mvn"), "#!/bin/sh\necho \"broken: $JAVA_HOME $*\"\nexit 1\n");
        assertThat(tools.resolve("mvn").toFile().setExecutable(true)).isTrue();
        Result result = run(
                copy,
                Map.of("CARILLON_JAVA_HOME", JAVA_HOME, "PATH", tools + ":" + System.getenv("PATH")),
                "--version");
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("carillon: building", "broken: " + JAVA_HOME, "-Dquick", "the build failed");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void java_without_a_compiler_is_not_built_with() throws Exception {
        Path checkout = directory.resolve("checkout");
        Path copy = copyLauncher(checkout.resolve("gateway"));
        Files.writeString(checkout.resolve("pom.xml"), "");
        Files.writeString(checkout.resolve("gateway/pom.xml"), "");
        Result result = run(copy, Map.of("CARILLON_JAVA_HOME", jdk("25.0.1").toString()), "--version");
        assertThat(result.err()).contains("CARILLON_JAVA_HOME", "not a JDK of version 25");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void an_incomplete_installation_is_told() throws Exception {
        Path copy = copyLauncher(directory.resolve("empty"));
        Result result = run(copy, Map.of("CARILLON_JAVA_HOME", JAVA_HOME), "--version");
        assertThat(result.err()).contains("not installed completely");
        assertThat(result.status()).isEqualTo(1);
    }

    private static Path copyLauncher(Path home) throws IOException {
        Path bin = Files.createDirectories(home.resolve("bin"));
        Path copy = Files.copy(MODULE.resolve("bin/carillon"), bin.resolve("carillon"));
        assertThat(copy.toFile().setExecutable(true)).isTrue();
        return copy;
    }

    /** Looks like a JDK of this version, and fails when it is run. */
    private Path jdk(String version) throws IOException {
        Path home = directory.resolve("jdk-" + version);
        Path bin = Files.createDirectories(home.resolve("bin"));
        Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\nexit 99\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    /** As distributions put java on the path: a link to it. */
    private Path linkedJdk() throws IOException {
        Path usr = directory.resolve("usr");
        Path bin = Files.createDirectories(usr.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("java"), Path.of(JAVA_HOME, "bin", "java"));
        return usr;
    }

    private record Result(int status, String out, String err) {}

    private Result run(Path program, Map<String, String> environment, String... arguments) throws Exception {
        File out = directory.resolve("out").toFile();
        File err = directory.resolve("err").toFile();
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
                .toList());
        builder.environment().keySet().removeIf(name -> name.startsWith("CARILLON_") || name.equals("JAVA_HOME"));
        builder.environment().putAll(environment);
        Process process = builder.redirectOutput(out).redirectError(err).start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Result(
                    process.exitValue(), Files.readString(out.toPath(), UTF_8), Files.readString(err.toPath(), UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }
}
