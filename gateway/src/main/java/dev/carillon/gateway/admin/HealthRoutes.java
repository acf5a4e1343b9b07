package dev.carillon.gateway.admin;

import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The routes of those who watch the gateway. */
public final class HealthRoutes {
    private HealthRoutes() {}

    /** {@code /live}: the process answers. {@code /ready}: it should be sent clients; else 503 with the reasons. */
    public static List<AdminRoute> of(Readiness readiness, Metrics metrics) {
        return List.of(
                new Get("/live", () -> AdminResponse.text(200, "live")),
                new Get("/ready", () -> ready(readiness.reasons())),
                new Get("/metrics", () -> metrics(metrics)));
    }

    private static AdminResponse ready(Map<String, String> reasons) {
        if (reasons.isEmpty()) {
            return AdminResponse.text(200, "ready");
        }
        return AdminResponse.text(
                503,
                reasons.entrySet().stream()
                        .map(reason -> "not ready: " + reason.getKey() + ": " + reason.getValue())
                        .collect(Collectors.joining("\n")));
    }

    private static AdminResponse metrics(Metrics metrics) {
        return new AdminResponse(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                metrics.scrape().getBytes(StandardCharsets.UTF_8));
    }

    private record Get(String path, Supplier<AdminResponse> answer) implements AdminRoute {
        @Override
        public Set<String> methods() {
            return Set.of("GET");
        }

        @Override
        public CompletionStage<AdminResponse> handle(AdminRequest request) {
            return CompletableFuture.completedStage(answer.get());
        }
    }
}
