package dev.carillon.gateway.truth;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.truth.told.Cause;
import dev.carillon.protocol.django.PrimaryKey;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Users of the tables. */
final class RevalidationTest extends RevalidationBed {
    @Test
    void all_connections_of_a_user_that_changed_are_moved_and_no_others() {
        Client one = new Client(7, 1);
        Client two = new Client(7, 1);
        Client other = new Client(8, 1);
        put(7, "pw", true, "a.view_x", "a.change_y");
        put(8, "pw", true, "a.view_y");
        revalidation.users(Set.of("7", "99"), Cause.EVENT);
        one.awaitSees(1, 2);
        two.awaitSees(1, 2);
        assertThat(other.sees()).isEqualTo(VisibleTypes.of(1).toString());
        revalidation.groups(Set.of(5L), Cause.EVENT);
        other.awaitSees(2);
    }

    @Test
    void a_change_that_is_committed_after_it_was_told_takes_effect() {
        Client client = new Client(7, 1);
        revalidation.users(Set.of("7"), Cause.EVENT);
        eventually("read before the commit", () -> readings.get() >= 2);
        assertThat(client.sees()).isEqualTo(VisibleTypes.of(1).toString());
        put(7, "pw", true);
        client.awaitSees();
    }

    @Test
    void who_is_deactivated_deleted_or_has_another_password_is_closed() {
        put(9, "pw", true);
        Client deactivated = new Client(7, 1);
        Client deleted = new Client(8, 1);
        Client changed = new Client(9);
        put(7, "pw", false, "a.view_x");
        accounts.remove(new PrimaryKey.IntegerKey(8));
        put(9, "other", true);
        revalidation.everything(Cause.CONTROL);
        deactivated.awaitEnd();
        deleted.awaitEnd();
        changed.awaitEnd();
        assertThat(known.users().counts().connected()).isZero();
        assertThat(rereads(Cause.CONTROL)).isGreaterThanOrEqualTo(3);
    }

    @Test
    void a_flood_of_changes_is_few_readings_of_which_the_last_takes_effect() {
        Client one = new Client(7, 1);
        Client two = new Client(8, 1);
        for (int i = 0; i < 3000; i++) {
            revalidation.users(Set.of("7", "99"), Cause.EVENT);
            revalidation.groups(Set.of(5L), Cause.EVENT);
            revalidation.everything(Cause.EVENT);
        }
        put(7, "pw", true, "a.view_y");
        put(8, "pw", true, "a.view_y");
        revalidation.everything(Cause.EVENT);
        one.awaitSees(2);
        two.awaitSees(2);
        // One for each change and connected user would be 15,000.
        assertThat(rereads(Cause.EVENT)).isLessThan(3000);
    }

    @Test
    void after_a_gap_everybody_is_read_once() {
        Client client = new Client(7, 1);
        put(7, "pw", true, "a.view_y");
        revalidation.everything(Cause.GAP);
        client.awaitSees(2);
        assertThat(rereads(Cause.GAP)).isEqualTo(1);
    }

    @Test
    void who_is_told_as_everybody_does_not_wait_for_those_whose_reading_takes_its_time() {
        Client client = new Client(7, 1);
        hanging = true;
        revalidation.everything(Cause.GAP);
        eventually("the slow reading is under way", () -> readings.get() == 1);
        hanging = false;
        put(7, "pw", true, "a.view_y");
        revalidation.everything(Cause.CONTROL);
        client.awaitSees(2);
    }

    @Test
    void a_change_that_was_heard_of_before_a_connection_joined_is_read_for_it() {
        long asOf = known.numbers().next();
        put(7, "pw", true, "a.view_y");
        revalidation.users(Set.of("7"), Cause.EVENT);
        new Client(7, null, asOf, 1).awaitSees(2);
        eventually("it was read for the connection", () -> rereads(Cause.CONNECT) == 1);
    }

    @Test
    void connections_of_an_ended_session_are_closed_also_one_that_is_about_to_join() {
        Client mine = new Client(7, "k1", known.numbers().next(), 1);
        Client sameSession = new Client(7, "k1", known.numbers().next(), 1);
        Client otherSession = new Client(7, "k2", known.numbers().next(), 1);
        long asOf = known.numbers().next();
        revalidation.sessions(Set.of("k1", "unknown"));
        mine.awaitEnd();
        sameSession.awaitEnd();
        new Client(7, "k1", asOf, 1).awaitEnd();
        assertThat(otherSession.sees()).isEqualTo(VisibleTypes.of(1).toString());
        // Django tells of a logout before it deletes the session, so it may still be found; a key never comes again.
        new Client(7, "k1", known.numbers().next(), 1).awaitEnd();
    }

    @Test
    void new_content_types_change_what_a_permission_opens() {
        put(7, "pw", true, "a.view_x", "a.view_z");
        Client client = new Client(7, 1);
        revalidation.contentTypes();
        eventually("read", () -> known.types().latest() != null);
        tables.add(new ContentType(3, "a", "z"));
        revalidation.contentTypes();
        client.awaitSees(1, 3);
        assertThat(rereads(Cause.TYPES)).isPositive();
    }
}
