package dev.carillon.gateway.truth.told;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.known.KnownTypes;
import dev.carillon.gateway.known.PermissionsConfig;
import dev.carillon.gateway.testing.TablesInMemory;
import dev.carillon.protocol.event.EventDecoder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventWatchTest {
    private static final PermissionsConfig CONFIG = new PermissionsConfig(
            Duration.ofSeconds(60), Duration.ofSeconds(10), 100, List.of("auth.User", "crm.VipUser"));

    private final TablesInMemory directory = new TablesInMemory(
            new ContentType(2, "auth", "permission"),
            new ContentType(3, "auth", "group"),
            new ContentType(4, "auth", "user"),
            new ContentType(5, "crm", "vipuser"),
            new ContentType(6, "shop", "user"));
    private final KnownTypes types = new KnownTypes(directory, CONFIG, System::nanoTime);
    private final RecordedChanges changes = new RecordedChanges();
    private final EventWatch watch = new EventWatch(types, CONFIG, new EventDecoder(1000, 20), changes);

    private void read() {
        types.read().toCompletableFuture().join();
    }

    private void see(long type, String objectId) {
        watch.seen(type, ("{\"content_type_id\": " + type + ", \"object_id\": " + objectId + "}").getBytes(UTF_8));
    }

    @Test
    void users_their_proxies_groups_and_permissions_are_told_apart_by_the_ids_of_this_installation() {
        read();
        see(4, "\"7\"");
        see(4, "8");
        see(5, "\"9\"");
        see(3, "2");
        see(2, "1");
        see(6, "10");
        assertThat(changes.heard())
                .containsExactly(
                        "users [7] EVENT",
                        "users [8] EVENT",
                        "users [9] EVENT",
                        "groups [2] EVENT",
                        "everything EVENT");
    }

    @Test
    void what_names_no_object_or_none_that_there_could_be_does_nothing() {
        read();
        see(4, "null");
        see(4, "[1]");
        see(3, "\"no number\"");
        watch.seen(4, "{\"content_type_id\": 4}".getBytes(UTF_8));
        assertThat(changes.heard()).isEmpty();
    }

    @Test
    void a_content_type_that_is_not_known_is_asked_for_now_and_then() {
        see(4, "7");
        see(99, "7");
        assertThat(changes.heard()).containsExactly("content types");
        read();
        see(4, "7");
        assertThat(changes.heard()).containsExactly("content types", "users [7] EVENT");
    }

    @Test
    void new_content_types_are_taken_over() {
        read();
        directory.add(new ContentType(7, "crm", "other"));
        directory.remove(4);
        directory.add(new ContentType(14, "auth", "user"));
        read();
        see(7, "1");
        see(14, "7");
        assertThat(changes.heard()).containsExactly("users [7] EVENT");
    }
}
