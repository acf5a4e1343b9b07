package dev.carillon.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.django.PrimaryKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SampleSiteTest {
    /** Content types that a user may view or change, as Django's ModelBackend decides it. */
    private static final String VISIBLE = """
            SELECT u.username, ct.model FROM auth_user u, django_content_type ct
            WHERE u.is_active AND (u.is_superuser OR EXISTS (
                SELECT 1 FROM auth_permission p JOIN django_content_type pct ON pct.id = p.content_type_id
                WHERE pct.app_label = ct.app_label AND p.codename IN ('view_' || ct.model, 'change_' || ct.model)
                AND (p.id IN (SELECT permission_id FROM auth_user_user_permissions WHERE user_id = u.id)
                     OR p.id IN (SELECT gp.permission_id FROM auth_group_permissions gp
                                 JOIN auth_user_groups ug ON ug.group_id = gp.group_id WHERE ug.user_id = u.id))))""";

    @TempDir
    private Path parent;

    private SampleSite site;

    @BeforeEach
    void create() throws IOException {
        site = SampleSite.create(parent);
    }

    @AfterEach
    void delete() throws IOException {
        site.close();
    }

    @Test
    void each_user_may_see_something_else() throws SQLException {
        assertThat(visible("root")).hasSize(12);
        assertThat(visible("edith")).containsExactly("article", "category", "product");
        assertThat(visible("victor")).containsExactly("order", "product", "shipment");
        assertThat(visible("nora")).isEmpty();
    }

    @Test
    void a_switch_changes_what_django_would_let_the_user_see_and_tells_of_whom() throws Exception {
        SampleRights rights = new SampleRights(site);
        assertThat(change(rights, new SampleRights.Wish.View(user(2), 8, false)))
                .isEqualTo("{\"invalidate\": {\"users\": [2]}}");
        assertThat(visible("edith")).containsExactly("article", "category");
        for (int twice = 0; twice < 2; twice++) {
            change(rights, new SampleRights.Wish.View(user(2), 9, true));
            assertThat(visible("edith")).containsExactly("article", "category", "order");
        }
        assertThat(change(rights, new SampleRights.Wish.View(user(3), 9, false)))
                .isEqualTo("{\"invalidate\": {\"groups\": [1]}}");
        assertThat(visible("victor")).containsExactly("product", "shipment");
        change(rights, new SampleRights.Wish.View(user(3), 9, true));
        assertThat(visible("victor")).containsExactly("order", "product", "shipment");
        assertThat(change(rights, new SampleRights.Wish.Superuser(user(1), false)))
                .isEqualTo("{\"invalidate\": {\"users\": [1]}}");
        assertThat(visible("root")).isEmpty();
        change(rights, new SampleRights.Wish.View(user(1), 12, true));
        assertThat(visible("root")).containsExactly("article");
        change(rights, new SampleRights.Wish.Superuser(user(1), true));
        assertThat(visible("root")).hasSize(12);
    }

    private static PrimaryKey user(long id) {
        return new PrimaryKey.IntegerKey(id);
    }

    private static String change(SampleRights rights, SampleRights.Wish wish) throws IOException {
        return new String(rights.change(wish), StandardCharsets.UTF_8);
    }

    private Set<String> visible(String username) throws SQLException {
        var visible = new TreeSet<String>();
        query(VISIBLE, row -> {
            if (row.getString(1).equals(username)) {
                visible.add(row.getString(2));
            }
        });
        return visible;
    }

    @Test
    void the_users_have_the_ids_that_the_page_asks_tokens_for() throws SQLException {
        var names = new TreeMap<String, String>();
        query("SELECT id, username FROM auth_user", row -> names.put(row.getString(1), row.getString(2)));
        assertThat(names)
                .isEqualTo(SampleUser.ALL.stream()
                        .collect(Collectors.toMap(user -> user.id().toString(), SampleUser::username)));
    }

    @Test
    void the_content_types_have_the_ids_that_the_events_name() throws SQLException {
        var ids = new TreeMap<String, Long>();
        query("SELECT model, id FROM django_content_type", row -> ids.put(row.getString(1), row.getLong(2)));
        for (SampleModel model : SampleModel.values()) {
            assertThat(ids).containsEntry(model.label(), model.contentTypeId());
        }
    }

    @Test
    void its_files_are_gone_when_it_is_closed() throws IOException {
        assertThat(site.database()).exists();
        site.close();
        try (var left = Files.list(parent)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void the_secret_key_is_new_each_time_and_never_printed() throws IOException {
        try (SampleSite other = SampleSite.create(parent)) {
            assertThat(other.secretKey()).isNotEqualTo(site.secretKey());
        }
        assertThat(site.secretKey().toString()).doesNotContain("demo");
        assertThat(site.databaseUrl().revealText()).startsWith("sqlite:////").endsWith("db.sqlite3");
    }

    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private void query(String sql, Row each) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + site.database());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                each.read(rows);
            }
        }
    }
}
