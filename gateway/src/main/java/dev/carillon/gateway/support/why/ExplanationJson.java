package dev.carillon.gateway.support.why;

import dev.carillon.gateway.access.ViewOrChange;
import dev.carillon.gateway.directory.Provenance;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Tally;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An explanation as JSON's members; what is not known is null. */
public final class ExplanationJson {
    private final Explanation explanation;
    private final long nowNanos;

    private ExplanationJson(Explanation explanation, long nowNanos) {
        this.explanation = explanation;
        this.nowNanos = nowNanos;
    }

    public static Map<String, @Nullable Object> of(Explanation explanation, long nowNanos) {
        return new ExplanationJson(explanation, nowNanos).members();
    }

    private Map<String, @Nullable Object> members() {
        Standing standing = explanation.standing();
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("words", Words.of(explanation, nowNanos));
        members.put("user", user(standing.user()));
        members.put("content_type", Map.of("id", standing.type().id(), "name", standing.typeName()));
        members.put(
                "connections",
                explanation.connections().stream().map(this::connection).toList());
        members.put("database", database(standing));
        members.put(
                "read_seconds_ago",
                explanation.knowledge() == null
                        ? null
                        : seconds(explanation.knowledge().age()));
        members.put("differs", explanation.differs());
        members.put(
                "ended",
                explanation.departures().stream().map(ExplanationJson::departed).toList());
        members.put("not_ready", explanation.notReady());
        return members;
    }

    private Map<String, @Nullable Object> user(@Nullable UserRecord user) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("id", explanation.userId());
        members.put("username", user == null ? null : user.username());
        members.put("active", user == null ? null : user.active());
        members.put("superuser", user == null ? null : user.superuser());
        return members;
    }

    private static Map<String, @Nullable Object> database(Standing standing) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("problem", standing.problem());
        members.put("sees", standing.isRead() ? standing.sees() : null);
        members.put(
                "through",
                standing.ways().stream().sorted(ORDER).map(ExplanationJson::way).toList());
        members.put("would_do", standing.type().model().isEmpty() ? List.of() : ViewOrChange.of(standing.type()));
        return members;
    }

    private static final Comparator<Provenance> ORDER = Comparator.comparing(Provenance::permission)
            .thenComparing(way -> way.group() == null ? "" : way.group().id());

    private static Map<String, @Nullable Object> way(Provenance way) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("permission", way.permission());
        if (way.group() == null) {
            members.put("group", null);
        } else {
            Map<String, @Nullable Object> group = new LinkedHashMap<>();
            group.put("id", way.group().id());
            group.put("name", way.group().name());
            members.put("group", group);
        }
        return members;
    }

    private Map<String, @Nullable Object> connection(Connection connection) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("id", connection.id());
        members.put("since", connection.since().toString());
        members.put("address", connection.address());
        members.put("credential", connection.credential());
        members.put("expires_at", Objects.toString(connection.identity().expiresAt(), null));
        members.put("loop", connection.loop());
        members.put("sees", connection.sees());
        members.put("permissions_from", connection.byToken() ? "token" : "database");
        members.put("state", connection.parked() ? "parked" : "live");
        members.put("behind_events", connection.waiting());
        members.put(
                "behind_seconds",
                connection.parked() ? seconds(Duration.ofNanos(nowNanos - connection.parkedNanos())) : 0);
        members.put("written", connection.tally().written(connection.waiting()));
        tally(members, connection.tally());
        return members;
    }

    private static Map<String, @Nullable Object> departed(Explanation.Departed departed) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("id", departed.id());
        members.put("seconds_ago", seconds(departed.ago()));
        members.put("lasted_seconds", seconds(departed.lasted()));
        members.put("reason", departed.reason());
        members.put("written", departed.tally().written(0));
        tally(members, departed.tally());
        return members;
    }

    private static void tally(Map<String, @Nullable Object> members, Tally tally) {
        members.put("unsent", tally.unsent());
        members.put("shed", tally.shed());
        ShedReason why = tally.why();
        members.put("shed_why", why == null ? null : why.label());
    }

    private static double seconds(Duration span) {
        return span.toMillis() / 1000.0;
    }
}
