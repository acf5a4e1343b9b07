package dev.carillon.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.ModelBackendPermissions;
import dev.carillon.gateway.access.View;
import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.admission.FailureLimits;
import dev.carillon.gateway.admission.Limits;
import dev.carillon.gateway.admission.Pacer;
import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.known.Facts;
import dev.carillon.gateway.known.Invalidations;
import dev.carillon.gateway.known.Known;
import dev.carillon.gateway.known.KnownLookups;
import dev.carillon.gateway.known.KnownPermissions;
import dev.carillon.gateway.known.KnownTypes;
import dev.carillon.gateway.known.KnownUsers;
import dev.carillon.gateway.known.PermissionsConfig;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.session.SessionOpener.Opened;
import dev.carillon.gateway.testing.TablesInMemory;
import dev.carillon.protocol.django.PrimaryKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A user's second connection opens by what is known of them while they are being read anew. */
final class OpeningByMemoryTest {
    private static final PrimaryKey KEY = new PrimaryKey.IntegerKey(7);
    private static final UserRecord ROOT = row("pw", true);
    private static final View ALL = new View(VisibleTypes.of(1, 2), Set.of());
    private static final View LITTLE = new View(VisibleTypes.of(1), Set.of());
    private static final PermissionsConfig CONFIG =
            new PermissionsConfig(Duration.ofSeconds(60), Duration.ofSeconds(10), 3, List.of("auth.User"));

    private final Metrics metrics = new Metrics();
    private final TablesInMemory tables =
            new TablesInMemory(new ContentType(1, "a", "x"), new ContentType(2, "a", "y"));
    private final Invalidations numbers = new Invalidations();
    private final List<Facts> changed = new ArrayList<>();
    private final KnownUsers users = new KnownUsers(CONFIG, Duration.ZERO, numbers, changed::addAll, System::nanoTime);
    private final KnownLookups lookups = new KnownLookups(
            tables,
            tables::isAway,
            new Known(numbers, users, new KnownTypes(tables, CONFIG, System::nanoTime)),
            true,
            metrics);
    /** What happens between the row and what its user sees. */
    private Runnable between = () -> {};

    private final SessionOpener opener = new SessionOpener(
            this::authenticate,
            new KnownPermissions(new ModelBackendPermissions(lookups), users, lookups),
            new Pacer(Limits.none(), System::nanoTime),
            new FailureLimits(Limits.none(), System::nanoTime),
            numbers::next);

    @AfterEach
    void end() {
        metrics.close();
    }

    private static UserRecord row(String password, boolean superuser) {
        return new UserRecord(KEY, "root", password, "", null, true, superuser);
    }

    private CompletionStage<AuthResult> authenticate(Credential credential) {
        return lookups.row(KEY).thenApply(found -> {
            UserLookups.Row row = found.orElseThrow();
            between.run();
            return new AuthResult.Accepted(new Identity.DjangoUser(row.user(), then -> true, null), row.asOf());
        });
    }

    private Opened.Granted open() {
        CompletableFuture<Opened> opened = opener.check(Credential.ofText("0123456789abcdef", Instant.EPOCH))
                .toCompletableFuture();
        return (Opened.Granted) opened.join();
    }

    private KnownUsers.Joined join(Opened.Granted granted) {
        return users.joined((Identity.DjangoUser) granted.identity(), granted.view(), granted.asOf());
    }

    private void connect() {
        tables.put(ROOT);
        join(open());
    }

    @Test
    void permissions_that_were_revoked_meanwhile_stay_revoked() {
        connect();
        long asOf = numbers.next();
        Opened.Granted second = open();
        assertThat(second.view()).as("remembered").isEqualTo(ALL);
        users.apply(List.of(new Facts(KEY, ROOT, LITTLE, asOf)));
        KnownUsers.Joined joined = join(second);
        assertThat(joined.facts().view()).isEqualTo(LITTLE);
        assertThat(joined.doubtful()).as("one of them is wrong by now").isTrue();
        assertThat(changed).extracting(Facts::view).containsExactly(LITTLE);
    }

    @Test
    void a_row_that_has_changed_meanwhile_stays_as_it_is_now() {
        connect();
        long asOf = numbers.next();
        Opened.Granted second = open();
        UserRecord other = row("other", false);
        users.apply(List.of(new Facts(KEY, other, LITTLE, asOf)));
        KnownUsers.Joined joined = join(second);
        assertThat(joined.facts().user()).isEqualTo(other);
        assertThat(joined.doubtful()).isTrue();
        assertThat(changed).extracting(Facts::user).containsExactly(other);
    }

    @Test
    void a_row_that_changes_before_it_is_asked_what_its_user_sees_does_not_count_as_new() {
        connect();
        long asOf = numbers.next();
        UserRecord demoted = row("pw", false);
        between = () -> {
            tables.put(demoted);
            users.apply(List.of(new Facts(KEY, demoted, LITTLE, asOf)));
        };
        KnownUsers.Joined joined = join(open());
        assertThat(joined.facts().user()).isEqualTo(demoted);
        assertThat(changed).extracting(Facts::view).containsExactly(LITTLE);
    }

    @Test
    void permissions_that_were_read_beside_a_remembered_row_count_as_new() {
        connect();
        Facts older = new Facts(KEY, ROOT, LITTLE, numbers.next());
        between = () -> numbers.user("7");
        Opened.Granted second = open();
        users.apply(List.of(older));
        assertThat(join(second).facts().view()).isEqualTo(ALL);
        users.apply(List.of(older));
        assertThat(changed).extracting(Facts::view).containsExactly(LITTLE, ALL);
    }

    @Test
    void who_really_read_anew_tells_the_others() {
        connect();
        Facts older = new Facts(KEY, ROOT, LITTLE, numbers.next());
        numbers.user("7");
        UserRecord other = row("other", true);
        tables.put(other);
        Opened.Granted second = open();
        users.apply(List.of(older));
        changed.clear();
        assertThat(join(second).facts().user()).isEqualTo(other);
        assertThat(changed).extracting(Facts::user).containsExactly(other);
    }
}
