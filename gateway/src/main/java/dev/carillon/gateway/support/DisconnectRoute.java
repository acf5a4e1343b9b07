package dev.carillon.gateway.support;

import dev.carillon.gateway.admin.AdminRequest;
import dev.carillon.gateway.admin.AdminResponse;
import dev.carillon.gateway.admin.AdminRoute;
import dev.carillon.gateway.support.why.Words;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /disconnect}: closes every connection of a user, or everybody's, with a reason.
 *
 * <p>Only with a JSON content type: a foreign web page can send that only after asking, which is refused.
 */
final class DisconnectRoute implements AdminRoute {
    private static final Logger LOG = LoggerFactory.getLogger(DisconnectRoute.class);

    private final Disconnecting disconnecting;
    private final StandingReader reader;

    DisconnectRoute(Support support) {
        this.disconnecting = new Disconnecting(support.registry());
        this.reader = new StandingReader(support.directory(), support.work());
    }

    @Override
    public String path() {
        return "/disconnect";
    }

    @Override
    public Set<String> methods() {
        return Set.of("POST");
    }

    @Override
    public CompletionStage<AdminResponse> handle(AdminRequest request) {
        String type = request.header("content-type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            return CompletableFuture.completedStage(
                    JsonAnswer.problem(415, "send the wish with the header Content-Type: application/json"));
        }
        try {
            return carryOut(DisconnectWish.parse(request.body())).exceptionally(JsonAnswer::failed);
        } catch (Refusal refusal) {
            return CompletableFuture.completedStage(JsonAnswer.failed(refusal));
        }
    }

    private CompletionStage<AdminResponse> carryOut(DisconnectWish wish) {
        return switch (wish.whom()) {
            case DisconnectWish.Everyone everyone ->
                disconnecting
                        .everyone(wish.farewell(), everyone.over())
                        .thenApply(closing -> answer("everybody", closing.connections(), closing.over()));
            case DisconnectWish.User(Who who) ->
                reader.whose(who).thenCompose(whose -> user(who, whose, wish.farewell()));
        };
    }

    private CompletionStage<AdminResponse> user(Who who, Whose whose, Farewell farewell) {
        return disconnecting.user(whose, farewell).thenCompose(closed -> {
            if (closed == 0 && whose.key() == null) {
                return CompletableFuture.failedStage(new Refusal(
                        400,
                        "there cannot be a " + who + ": the primary keys of users are " + reader.keys()
                                + "; nor is this the subject of a connected token"));
            }
            return CompletableFuture.completedStage(answer(who.toString(), closed, Duration.ZERO));
        });
    }

    private static AdminResponse answer(String whom, long connections, Duration over) {
        String many = connections + (connections == 1 ? " connection" : " connections");
        LOG.info("an operator disconnects {}: {}", whom, many);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("connections", connections);
        members.put("over_seconds", over.toMillis() / 1000.0);
        members.put(
                "words",
                over.isZero()
                        ? "closed " + many + " of " + whom
                        : "closing " + many + " of " + whom + " over " + Words.span(over));
        return JsonAnswer.of(200, members);
    }
}
