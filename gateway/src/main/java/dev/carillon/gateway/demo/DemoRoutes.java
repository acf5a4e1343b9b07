package dev.carillon.gateway.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.gateway.admin.AdminRequest;
import dev.carillon.gateway.admin.AdminResponse;
import dev.carillon.gateway.admin.AdminRoute;
import dev.carillon.gateway.stages.Failures;
import dev.carillon.protocol.django.PrimaryKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The demo's page on the admin port, and what it asks for. Immutable; called on the admin loop. */
final class DemoRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(DemoRoutes.class);
    private static final JsonMapper JSON = new JsonMapper();

    private final DemoLinks links;
    private final SampleEvents events;

    DemoRoutes(DemoLinks links, SampleEvents events) {
        this.links = links;
        this.events = events;
    }

    List<AdminRoute> routes() {
        return List.of(
                file("/", "index.html", "text/html; charset=utf-8"),
                file("/demo.css", "demo.css", "text/css; charset=utf-8"),
                file("/demo.js", "demo.js", "text/javascript; charset=utf-8"),
                file("/favicon.svg", "favicon.svg", "image/svg+xml"),
                new Route("/demo/state", Set.of("GET"), guarded(this::state)),
                new Route("/demo/numbers", Set.of("GET"), guarded(request -> numbers())),
                new Route("/demo/publish", Set.of("POST"), guarded(this::publish)),
                new Route("/demo/rights", Set.of("POST"), guarded(this::rights)));
    }

    private record Route(
            String path, Set<String> methods, Function<AdminRequest, CompletionStage<AdminResponse>> answer)
            implements AdminRoute {
        @Override
        public CompletionStage<AdminResponse> handle(AdminRequest request) {
            return answer.apply(request);
        }
    }

    private AdminRoute file(String path, String resource, String type) {
        byte[] body = resource(resource);
        return new Route(
                path,
                Set.of("GET"),
                request -> CompletableFuture.completedFuture(
                        new AdminResponse(200, type, body, fileHeaders(links.websocket(request.header("host"))))));
    }

    /** The page may load what is here, and connect to the gateway. */
    private static Map<String, String> fileHeaders(URI websocket) {
        return Map.of(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' ws://"
                        + websocket.getRawAuthority()
                        + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                "X-Content-Type-Options",
                "nosniff",
                "Referrer-Policy",
                "no-referrer",
                "Cache-Control",
                "no-cache");
    }

    static byte[] resource(String name) {
        try (InputStream in = DemoRoutes.class.getResourceAsStream("/demo/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the resource demo/" + name + " is missing from this build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Function<AdminRequest, CompletionStage<AdminResponse>> guarded(
            Function<AdminRequest, CompletionStage<AdminResponse>> answer) {
        return request -> SameOrigin.permits(request)
                ? answer.apply(request).exceptionally(DemoRoutes::failed)
                : CompletableFuture.completedFuture(json(403, Map.of("error", "This is for the demo's own page.")));
    }

    private static AdminResponse failed(Throwable failure) {
        Throwable cause = Failures.cause(failure);
        LOG.warn("The demo's page could not be answered: {}", cause.getMessage());
        return json(503, Map.of("error", "The gateway cannot answer now; its log says why."));
    }

    private CompletionStage<AdminResponse> numbers() {
        return links.numbers().get().thenApply(numbers -> json(200, numbers));
    }

    private CompletionStage<AdminResponse> state(AdminRequest request) {
        URI websocket = links.websocket(request.header("host"));
        return users().thenCombine(
                        links.numbers().get(), (users, numbers) -> json(200, state(websocket, users, numbers)));
    }

    /** The sample users, each with a fresh token. */
    private CompletionStage<List<Map<String, Object>>> users() {
        return sight().thenCompose(this::users);
    }

    private CompletionStage<Map<PrimaryKey, DemoLinks.Sight>> sight() {
        return links.sight().apply(SampleUser.ALL.stream().map(SampleUser::id).collect(Collectors.toSet()));
    }

    private CompletionStage<List<Map<String, Object>>> users(Map<PrimaryKey, DemoLinks.Sight> sight) {
        List<CompletableFuture<Map<String, Object>>> users = new ArrayList<>();
        for (SampleUser user : SampleUser.ALL) {
            users.add(links.tokenMaker()
                    .apply(user.id())
                    .thenApply(token -> describe(user, token, sight))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(users.toArray(CompletableFuture[]::new))
                .thenApply(done -> users.stream().map(CompletableFuture::join).toList());
    }

    private static Map<String, Object> state(
            URI websocket, List<Map<String, Object>> users, DemoLinks.Numbers numbers) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("websocket", websocket.toString());
        state.put("users", users);
        state.put("numbers", numbers);
        state.put(
                "content_types",
                List.of(SampleModel.values()).stream()
                        .map(model -> Map.of("id", model.contentTypeId(), "name", model.label()))
                        .toList());
        return state;
    }

    private static Map<String, Object> describe(SampleUser user, String token, Map<PrimaryKey, DemoLinks.Sight> sight) {
        Map<String, Object> members = describe(user, sight);
        members.put("token", token);
        return members;
    }

    private static Map<String, Object> describe(SampleUser user, Map<PrimaryKey, DemoLinks.Sight> sight) {
        DemoLinks.Sight sees = sight.getOrDefault(user.id(), new DemoLinks.Sight(false, Set.of()));
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", user.id().toString());
        members.put("username", user.username());
        members.put("about", user.about());
        members.put("superuser", sees.superuser());
        members.put(
                "sees",
                Stream.of(SampleModel.values())
                        .filter(model -> sees.contentTypes().contains(model.contentTypeId()))
                        .map(SampleModel::label)
                        .toList());
        return members;
    }

    /** Changes what a user may see, and answers what all may see then. */
    private CompletionStage<AdminResponse> rights(AdminRequest request) {
        SampleRights.Wish wish;
        try {
            wish = wish(request.query());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(json(400, Map.of("error", String.valueOf(e.getMessage()))));
        }
        return links.rights().apply(wish).thenCompose(done -> sight()).thenApply(sight -> {
            List<Map<String, Object>> users =
                    SampleUser.ALL.stream().map(user -> describe(user, sight)).toList();
            return json(200, Map.of("users", users));
        });
    }

    private static SampleRights.Wish wish(Map<String, String> query) {
        PrimaryKey user =
                SampleUser.of(new PrimaryKey.IntegerKey(number(query, "user"))).id();
        boolean granted = query.getOrDefault("granted", "").equals("true");
        if (query.containsKey("superuser")) {
            return new SampleRights.Wish.Superuser(user, granted);
        }
        return new SampleRights.Wish.View(user, number(query, "content_type"), granted);
    }

    private static long number(Map<String, String> query, String name) {
        try {
            return Long.parseLong(query.getOrDefault(name, ""));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number", e);
        }
    }

    private CompletionStage<AdminResponse> publish(AdminRequest request) {
        OptionalLong type;
        try {
            String id = request.query().getOrDefault("content_type", "");
            type = id.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(id));
        } catch (NumberFormatException e) {
            return CompletableFuture.completedFuture(
                    json(400, Map.of("error", "content_type must be the number of a content type.")));
        }
        byte[] payload = events.next(type);
        return links.publisher().apply(payload).thenApply(matched -> {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("payload", new String(payload, UTF_8));
            members.put("audiences", matched.audiences());
            members.put("connections", matched.connections());
            return json(200, members);
        });
    }

    private static AdminResponse json(int status, Object value) {
        try {
            return new AdminResponse(
                    status,
                    "application/json",
                    JSON.writeValueAsBytes(value),
                    Map.of("Cache-Control", "no-store", "X-Content-Type-Options", "nosniff"));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
