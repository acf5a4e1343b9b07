package dev.carillon.gateway.ingest;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.carillon.gateway.admin.AdminRequest;
import dev.carillon.gateway.admin.AdminResponse;
import dev.carillon.gateway.admin.AdminRoute;
import dev.carillon.gateway.stages.Failures;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /events}: puts the body, one event, on the bus, and answers with what it matched here.
 *
 * <p>Only with a JSON content type: a foreign web page can send that only after asking, which is refused. Answers 200, 400
 * for what is no event, 415, or 502 when the bus did not take it.
 */
public final class EventsRoute implements AdminRoute {
    private final Publisher publisher;

    public EventsRoute(Publisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public String path() {
        return "/events";
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
                    problem(415, "send the event with the header Content-Type: application/json"));
        }
        return publisher.publish(request.body()).handle(EventsRoute::answer);
    }

    @SuppressWarnings("NullAway") // exactly one of the two is there
    private static AdminResponse answer(Publisher.@Nullable Outcome outcome, @Nullable Throwable failure) {
        if (failure != null) {
            return problem(
                    502,
                    "the bus did not take the event: " + Failures.cause(failure).getMessage());
        }
        return switch (outcome) {
            case Publisher.Outcome.Refused refused -> problem(400, refused.problem());
            case Publisher.Outcome.Published published ->
                json(
                        200,
                        "{\"receivers\": " + published.receivers() + ", \"audiences\": " + published.audiences()
                                + ", \"connections\": " + published.connections() + "}");
        };
    }

    private static AdminResponse problem(int status, String problem) {
        return json(
                status,
                "{\"error\": \"" + new String(JsonStringEncoder.getInstance().quoteAsString(problem)) + "\"}");
    }

    private static AdminResponse json(int status, String body) {
        return new AdminResponse(status, "application/json", (body + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
