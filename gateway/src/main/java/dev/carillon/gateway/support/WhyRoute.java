package dev.carillon.gateway.support;

import dev.carillon.gateway.admin.AdminRequest;
import dev.carillon.gateway.admin.AdminResponse;
import dev.carillon.gateway.admin.AdminRoute;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.known.KnownUsers;
import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.registry.Departures.Departure;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Registry;
import dev.carillon.gateway.session.SessionLoop;
import dev.carillon.gateway.support.why.Connection;
import dev.carillon.gateway.support.why.Explanation;
import dev.carillon.gateway.support.why.ExplanationJson;
import dev.carillon.gateway.support.why.Standing;
import dev.carillon.gateway.support.why.Words;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /why?user=ID&content_type=ID}: why a user gets events of a content type, or does not, in JSON, or in words where
 * the request's Accept prefers plain text.
 */
public final class WhyRoute implements AdminRoute {
    private static final String USAGE = "say whom and what, like /why?user=7&content_type=shop.order;"
            + " a user also as user=username:NAME, a content type also by its id";

    private final Registry registry;
    private final Collection<SessionLoop> sessions;
    private final KnownUsers known;
    private final Readiness readiness;
    private final StandingReader reader;

    public WhyRoute(Support support) {
        this.registry = support.registry();
        this.sessions = support.sessions();
        this.known = support.known();
        this.readiness = support.readiness();
        this.reader = new StandingReader(support.directory(), support.work());
    }

    @Override
    public String path() {
        return "/why";
    }

    @Override
    public Set<String> methods() {
        return Set.of("GET");
    }

    @Override
    public CompletionStage<AdminResponse> handle(AdminRequest request) {
        String type = request.query().getOrDefault("content_type", "");
        Who who;
        try {
            if (type.isEmpty()) {
                throw new Refusal(400, USAGE);
            }
            who = Who.of(request.query().get("user"), request.query().get("username"));
        } catch (Refusal refusal) {
            return CompletableFuture.completedStage(JsonAnswer.failed(refusal));
        }
        boolean plain = prefersText(request.header("accept"));
        return reader.read(who, type)
                .thenCompose(standing -> explain(who, standing))
                .thenApply(explanation -> answer(explanation, plain))
                .exceptionally(JsonAnswer::failed);
    }

    private static boolean prefersText(@Nullable String accept) {
        return accept != null && accept.contains("text/plain") && !accept.contains("application/json");
    }

    private CompletionStage<Explanation> explain(Who who, Standing standing) {
        UserRecord user = standing.user();
        return switch (who) {
            case Who.ByName name ->
                user == null
                        ? CompletableFuture.failedStage(new Refusal(404, "there is no " + name))
                        : explain(user.id().toString(), Whose.of(user), standing);
            case Who.ById byId -> {
                Whose whose = reader.whose(byId);
                yield explain(Objects.requireNonNullElse(whose.key(), byId.id()), whose, standing);
            }
        };
    }

    private CompletionStage<Explanation> explain(String id, Whose whose, Standing standing) {
        return EveryLoop.gather(
                        registry.shards(),
                        LoopShard::loop,
                        shard -> whose.on(shard).stream()
                                .map(subscriber -> Connection.of(
                                        shard, subscriber, standing.type().id()))
                                .toList())
                .thenCombine(
                        EveryLoop.gather(sessions, SessionLoop::loop, loop -> departures(loop, whose)),
                        (connections, departures) -> explanation(id, standing, connections, departures))
                .thenCompose(WhyRoute::aboutSomebody);
    }

    private static List<Departure> departures(SessionLoop loop, Whose whose) {
        return whose.ids().stream()
                .flatMap(id -> loop.departures().of(id).stream())
                .filter(departure -> whose.includes(departure.userId(), departure.byToken()))
                .toList();
    }

    private Explanation explanation(
            String id, Standing standing, List<Connection> connections, List<Departure> departures) {
        Instant now = Instant.now();
        return new Explanation(
                Explanation.name(id, standing.user()),
                id,
                standing,
                known.knowledge(id),
                connections.stream()
                        .sorted(Comparator.comparing(Connection::since))
                        .toList(),
                departures.stream()
                        .sorted(Comparator.comparing(Departure::ended).reversed())
                        .map(departure -> Explanation.Departed.of(departure, now))
                        .toList(),
                readiness.reasons());
    }

    /** A token may name whom the database does not know; but somebody must know them. */
    private static CompletionStage<Explanation> aboutSomebody(Explanation explanation) {
        Standing standing = explanation.standing();
        boolean nobody = standing.isRead()
                && standing.user() == null
                && explanation.connections().isEmpty()
                && explanation.departures().isEmpty();
        return nobody
                ? CompletableFuture.failedStage(new Refusal(404, "there is no user " + explanation.userId()))
                : CompletableFuture.completedStage(explanation);
    }

    private static AdminResponse answer(Explanation explanation, boolean plain) {
        long now = System.nanoTime();
        return plain
                ? AdminResponse.text(200, Words.of(explanation, now))
                : JsonAnswer.of(200, ExplanationJson.of(explanation, now));
    }
}
