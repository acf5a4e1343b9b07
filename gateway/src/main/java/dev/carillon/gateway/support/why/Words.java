package dev.carillon.gateway.support.why;

import dev.carillon.gateway.access.ViewOrChange;
import dev.carillon.gateway.directory.Provenance;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.registry.Tally;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An explanation in sentences, for people who did not write the gateway. */
public final class Words {
    private final Explanation explanation;
    private final Standing standing;
    private final long nowNanos;

    private Words(Explanation explanation, long nowNanos) {
        this.explanation = explanation;
        this.standing = explanation.standing();
        this.nowNanos = nowNanos;
    }

    /** Lines; the first is the answer. */
    public static String of(Explanation explanation, long nowNanos) {
        return String.join("\n", new Words(explanation, nowNanos).lines());
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(answer());
        lines.add(database());
        int byToken =
                explanation.connections().size() - explanation.ofDatabase().size();
        if (byToken > 0 && !explanation.ofDatabase().isEmpty()) {
            lines.add(byToken + " of them go by what their tokens list, which no database changes.");
        }
        explanation.connections().forEach(connection -> lines.add("- " + connection(connection)));
        explanation.departures().forEach(departed -> lines.add("- " + departed(departed)));
        explanation
                .notReady()
                .forEach((part, reason) -> lines.add("This gateway is not ready: " + part + ": " + reason + "."));
        return lines;
    }

    private String answer() {
        int all = explanation.connections().size();
        String type = standing.typeName();
        if (all == 0) {
            return explanation.name() + " has no connection to this gateway, so nothing of " + type + " reaches them.";
        }
        long seeing = explanation.seeing();
        String who = seeing == all
                ? all == 1 ? "it sees " : all == 2 ? "both see " : "all see "
                : seeing == 0 ? all == 1 ? "it does not see " : "none sees " : seeing + " of them see ";
        return explanation.name() + " has " + counted(all, "connection") + "; " + who + type + because(seeing > 0)
                + read() + ".";
    }

    /** The reason, where the database agrees; and the words of a token where it is the token that tells. */
    private String because(boolean sees) {
        if (explanation.ofDatabase().isEmpty()) {
            return ": their token lists what they see, and the database is not asked";
        }
        return standing.isRead() && standing.sees() == sees ? ": " + reason() : "";
    }

    private String read() {
        return explanation.knowledge() == null || explanation.ofDatabase().isEmpty()
                ? ""
                : ", read " + span(explanation.knowledge().age()) + " ago";
    }

    /** Why the database lets them see it, or does not. */
    private String reason() {
        UserRecord user = standing.user();
        if (user == null) {
            return "there is no such user";
        }
        if (!user.active()) {
            return "they are not active, and see nothing";
        }
        if (user.superuser()) {
            return "they are a superuser, and see everything";
        }
        if (standing.ways().isEmpty()) {
            return "they have neither " + String.join(" nor ", ViewOrChange.of(standing.type()))
                    + ", of their own or through a group; either would do";
        }
        return ways();
    }

    private String ways() {
        Map<String, TreeSet<String>> byOrigin = new TreeMap<>();
        for (Provenance way : standing.ways()) {
            byOrigin.computeIfAbsent(origin(way.group()), origin -> new TreeSet<>())
                    .add(way.permission());
        }
        return byOrigin.entrySet().stream()
                .map(each -> each.getKey() + " (" + String.join(", ", each.getValue()) + ")")
                .collect(Collectors.joining(", and "));
    }

    private static String origin(Provenance.@Nullable Group group) {
        return group == null
                ? "by a permission of their own"
                : "through group " + Objects.requireNonNullElse(group.name(), group.id());
    }

    private String database() {
        if (standing.problem() != null) {
            return "The database cannot be read now (" + standing.problem() + "): this is what the gateway goes by.";
        }
        if (explanation.connections().isEmpty()) {
            return "By the database, " + (standing.sees() ? "they would see it: " : "they would not see it: ")
                    + reason() + ".";
        }
        if (explanation.ofDatabase().isEmpty()) {
            return "It ends with the token.";
        }
        return explanation.differs()
                ? "The database says otherwise now: " + reason()
                        + ". The gateway will read it anew before long; 'manage.py"
                        + " carillon_invalidate' on the site makes it do so at once."
                : "The database says the same now.";
    }

    private String connection(Connection connection) {
        String state = connection.parked()
                ? "behind for " + span(Duration.ofNanos(nowNanos - connection.parkedNanos())) + ", "
                        + counted(connection.waiting(), "event") + " waiting for it"
                : "live";
        Instant expires = connection.identity().expiresAt();
        return "connection " + connection.id() + ", since " + connection.since().truncatedTo(ChronoUnit.SECONDS)
                + " from "
                + connection.address() + ", by " + connection.credential()
                + (expires == null ? "" : " that expires at " + expires.truncatedTo(ChronoUnit.SECONDS)) + ": " + state
                + "; "
                + (connection.sees() ? "sees it" : "does not see it") + "; of all that it may see, "
                + counted(connection.tally().written(connection.waiting()), "event") + " written"
                + untold(connection.tally());
    }

    /** Those events that have not reached its socket. */
    private static String untold(Tally tally) {
        ShedReason why = tally.why();
        return (tally.unsent() == 0 ? "" : ", " + tally.unsent() + " not taken by its socket yet")
                + (why == null ? ", none shed" : ", " + tally.shed() + " shed (" + why.label() + ")");
    }

    private static String departed(Explanation.Departed departed) {
        Tally tally = departed.tally();
        return "connection " + departed.id() + " ended " + span(departed.ago()) + " ago, after "
                + span(departed.lasted())
                + ": " + departed.reason() + "; " + counted(tally.written(0), "event") + " written" + untold(tally);
    }

    private static String counted(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** Rough, as people say it. */
    public static String span(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }
}
