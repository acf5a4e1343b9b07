package dev.carillon.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The packages' order, and what each may use. */
final class ArchitectureTest {
    private static final String ROOT = "dev.carillon.gateway";

    /** A package uses itself and lower levels; those on one level never see each other. */
    private static final List<Set<String>> LEVELS = List.of(
            Set.of("settings", "metrics", "stages"),
            Set.of("loops", "lifecycle", "redis"),
            Set.of("directory", "log", "bus", "admission", "admin"),
            Set.of("directory.database"),
            Set.of("directory.jdbc", "auth", "auth.jwt.keys", "bus.memory", "bus.redis"),
            Set.of("access", "auth.jwt", "auth.session", "handshake"),
            Set.of("registry", "known"),
            Set.of("truth.told"),
            Set.of("truth", "fanout", "session", "ingest"),
            Set.of("transport", "transport.websocket", "support.why"),
            Set.of("demo", "config", "support"),
            Set.of("command"),
            Set.of(""));

    private static final JavaClasses GATEWAY = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void every_package_has_its_level() {
        Set<String> named = LEVELS.stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
        Set<String> built = GATEWAY.stream().map(ArchitectureTest::part).collect(Collectors.toCollection(TreeSet::new));
        assertThat(built).isEqualTo(named);
    }

    @Test
    void a_package_uses_only_lower_levels() {
        classes().should(new UseOnlyLowerLevels()).check(GATEWAY);
    }

    @Test
    void every_package_says_what_it_owns() {
        Set<JavaPackage> packages = GATEWAY.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
        assertThat(packages)
                .allSatisfy(each -> assertThat(each.tryGetPackageInfo())
                        .as("package-info of %s", each.getName())
                        .isPresent());
    }

    @Test
    void libraries_stay_where_they_are_confined() {
        confine(List.of("redis", "bus.redis"), "io.lettuce..", "reactor..");
        confine(List.of("directory.database", "directory.jdbc"), "java.sql..", "org.sqlite..");
        confine("directory.jdbc", "javax.sql..", "com.zaxxer..", "org.postgresql..", "org.mariadb..");
        confine(List.of("auth.jwt", "auth.jwt.keys"), "com.auth0..");
        confine("metrics", "io.micrometer..", "io.prometheus..");
        confine("command", "picocli..");
        confine("config", "com.fasterxml.jackson.dataformat..", "org.yaml..");
        confine("lifecycle", "ch.qos..");
        confine(
                List.of("admin", "auth.jwt", "auth.jwt.keys", "config", "demo", "support"),
                "com.fasterxml.jackson.databind..");
        confine(List.of("admin", "transport.websocket"), "io.netty.handler..");
        confine(List.of("redis", "registry", "transport"), "io.netty.channel.epoll..", "io.netty.channel.uring..");
        confine(List.of(), "java.util.logging..", "java.util.Timer..");
    }

    @Test
    void only_the_command_line_prints() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, name("command"))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(GATEWAY);
    }

    @Test
    void classes_are_final_unless_made_to_be_extended() {
        assertThat(GATEWAY.stream().filter(ArchitectureTest::isOpen).map(JavaClass::getName))
                .isEmpty();
    }

    private static boolean isOpen(JavaClass type) {
        Set<JavaModifier> modifiers = type.getModifiers();
        boolean made = modifiers.contains(JavaModifier.FINAL) || modifiers.contains(JavaModifier.ABSTRACT);
        return !made
                && !type.isEnum()
                && !type.isAnonymousClass()
                && !type.getSimpleName().equals("package-info")
                && !type.reflect().isSealed();
    }

    private static void confine(String part, String... libraries) {
        confine(List.of(part), libraries);
    }

    private static void confine(List<String> parts, String... libraries) {
        String[] homes = parts.stream().map(ArchitectureTest::name).toArray(String[]::new);
        noClasses()
                .that()
                .resideOutsideOfPackages(homes)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .as(Arrays.toString(libraries) + " only in " + parts)
                .allowEmptyShould(true)
                .check(GATEWAY);
    }

    private static String name(String part) {
        return part.isEmpty() ? ROOT : ROOT + "." + part;
    }

    private static String part(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }

    private static final class UseOnlyLowerLevels extends ArchCondition<JavaClass> {
        UseOnlyLowerLevels() {
            super("use only lower levels");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                boolean ours = target.getPackageName().equals(ROOT)
                        || target.getPackageName().startsWith(ROOT + ".");
                if (ours && !target.getPackageName().equals(type.getPackageName()) && level(target) >= level(type)) {
                    events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                }
            }
        }

        private static int level(JavaClass type) {
            for (int level = 0; level < LEVELS.size(); level++) {
                if (LEVELS.get(level).contains(part(type))) {
                    return level;
                }
            }
            throw new AssertionError("no level for " + type.getPackageName());
        }
    }
}
