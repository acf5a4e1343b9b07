package dev.carillon.gateway.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Asks a running gateway's admin port. Blocks; used by one thread. */
public final class AdminClient implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http;
    private final URI admin;
    private final Duration timeout;

    /**
     * @param admin the admin port's address, like http://127.0.0.1:9888
     * @param timeout for connecting, and for each answer
     */
    public AdminClient(URI admin, Duration timeout) {
        if (admin.getHost() == null || (!"http".equals(admin.getScheme()) && !"https".equals(admin.getScheme()))) {
            throw new IllegalArgumentException("the admin port's URL must be like http://127.0.0.1:9888");
        }
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
        this.admin = URI.create(admin.toString().replaceFirst("/+$", ""));
        this.timeout = timeout;
    }

    /** Where the admin port is reached from this machine, from an address to listen on. */
    public static URI address(String listen) {
        if (listen.startsWith("unix:")) {
            throw new IllegalArgumentException("the admin port listens on a Unix socket; name an http:// address");
        }
        if (!listen.matches(".*:\\d+")) {
            throw new IllegalArgumentException("the admin port's address must be host:port");
        }
        String host = listen.substring(0, listen.lastIndexOf(':'));
        String port = listen.substring(listen.lastIndexOf(':') + 1);
        boolean everywhere = host.isEmpty() || host.equals("*") || host.equals("0.0.0.0");
        String reached = everywhere ? "127.0.0.1" : host.equals("[::]") ? "[::1]" : host;
        return URI.create("http://" + reached + ":" + port);
    }

    /** @throws java.net.ConnectException where nothing listens */
    public Answer get(String path, Map<String, String> query, String accept) throws IOException, InterruptedException {
        String parameters = query.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(URI.create(admin + path + "?" + parameters))
                .header("Accept", accept)
                .GET());
    }

    /**
     * Posts JSON.
     *
     * @throws java.net.ConnectException where nothing listens
     */
    public Answer post(String path, byte[] json) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(admin + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(json)));
    }

    /** The same, of members that are text, numbers, truth values or null. */
    public Answer post(String path, Map<String, ?> members) throws IOException, InterruptedException {
        return post(path, JSON.writeValueAsBytes(members));
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(request.timeout(timeout).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Answer(response.statusCode(), response.body());
    }

    @Override
    public void close() {
        http.close();
    }

    /** What the gateway said. */
    public record Answer(int status, String body) {
        public boolean isGood() {
            return status / 100 == 2;
        }

        /** A member of the JSON that it is; as null where it is not JSON, or has no such member. */
        JsonNode member(String name) {
            try {
                return JSON.readTree(body).path(name);
            } catch (JsonProcessingException notJson) {
                return JSON.missingNode();
            }
        }

        /** What it says to people: the words that the gateway puts into each answer, or its complaint. */
        public String words() {
            String told = member(isGood() ? "words" : "error").asText(body.strip());
            return isGood() ? told : told + " (HTTP status " + status + ")";
        }
    }
}
