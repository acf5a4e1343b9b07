package dev.carillon.gateway.testing;

import static dev.carillon.gateway.testing.Eventually.eventually;

import dev.carillon.gateway.Gateway;
import dev.carillon.gateway.auth.SesameTokenMaker;
import dev.carillon.gateway.config.ConfigException;
import dev.carillon.gateway.config.ConfigReader;
import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.demo.SampleSite;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.DjangoConfig;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.directory.jdbc.JdbcUserDirectory;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.protocol.django.PrimaryKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A whole gateway in this process: on free ports, the sample site's database in a directory of its own, the bus in memory.
 */
public final class TestGateway implements AutoCloseable {
    /** Sees every content type. */
    public static final long ROOT = 1;
    /** Sees categories, products and articles. */
    public static final long EDITH = 2;
    /** Sees products, orders and shipments. */
    public static final long VICTOR = 3;
    /** Sees nothing. */
    public static final long NORA = 4;

    public static final long CATEGORY = 7;
    public static final long PRODUCT = 8;
    public static final long ORDER = 9;

    private final SampleSite site;
    private final GatewayConfig config;
    private final Gateway gateway;
    private final Map<PrimaryKey, UserRecord> users = new HashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestGateway(Map<String, String> overrides) throws IOException, ConfigException {
        site = SampleSite.create(SampleSite.usualPlace());
        Map<String, String> settings = new HashMap<>(Map.of(
                "CARILLON_LISTEN", "127.0.0.1:0",
                "CARILLON_ADMIN_LISTEN", "127.0.0.1:0",
                "CARILLON_DJANGO_SECRET_KEY", site.secretKey().revealText(),
                "CARILLON_DJANGO_DATABASE", site.databaseUrl().revealText(),
                "CARILLON_REDIS_URL", "memory:",
                "CARILLON_SHUTDOWN_DRAIN", "0s",
                "CARILLON_TRANSPORT_LOOPS", "2"));
        settings.putAll(overrides);
        config = ConfigReader.read(null, settings).config();
        try {
            gateway = Gateway.start(config);
        } catch (IOException | RuntimeException e) {
            site.close();
            throw e;
        }
    }

    /** With settings by the names of their variables, like CARILLON_KEEPALIVE_PING_INTERVAL. */
    public static TestGateway start(Map<String, String> settings) throws IOException, ConfigException {
        return new TestGateway(settings);
    }

    public static TestGateway start() throws IOException, ConfigException {
        return start(Map.of());
    }

    public Gateway gateway() {
        return gateway;
    }

    public SampleSite site() {
        return site;
    }

    public SocketAddress address() {
        return gateway.addresses().getFirst();
    }

    public InetSocketAddress adminAddress() {
        return gateway.adminAddress();
    }

    public String token(long user) throws DirectoryException {
        return token(user, Instant.now());
    }

    public String token(long user, Instant made) throws DirectoryException {
        PrimaryKey key = new PrimaryKey.IntegerKey(user);
        UserRecord record = users.get(key);
        if (record == null) {
            record = read(key);
            users.put(key, record);
        }
        return new SesameTokenMaker(config.sesame(), config.django()).make(key, record, made);
    }

    private UserRecord read(PrimaryKey key) throws DirectoryException {
        try (JdbcUserDirectory directory =
                new JdbcUserDirectory(siteOf(config), config.tables(), config.directory(), false)) {
            return Objects.requireNonNull(directory.users(Set.of(key)).get(key));
        }
    }

    /** Also where the gateway was given another database, which is down. */
    private DjangoConfig siteOf(GatewayConfig config) {
        DjangoConfig django = config.django();
        return new DjangoConfig(
                django.secretKey(), django.secretKeyFallbacks(), site.databaseUrl(), django.useTz(), django.timeZone());
    }

    /** A client that has sent its token; wait for {@link #awaitSubscribers} before publishing. */
    public RawWebSocket client(long user, String... headers) throws IOException, DirectoryException {
        return subscribe(RawWebSocket.connect(address()), user, headers);
    }

    public RawWebSocket subscribe(RawWebSocket client, long user, String... headers)
            throws IOException, DirectoryException {
        client.open(headers);
        client.send(ClientFrames.text(token(user)));
        return client;
    }

    public void awaitSubscribers(long number) {
        eventually(number + " subscribers", () -> gateway.registry().sum(LoopShard::subscriberCount) == number);
    }

    /** Publishes an event; the payload as published. */
    public String publish(long type, String object) throws IOException, InterruptedException {
        String payload = "{\"model\": \"x\",  \"object\": \"" + object + "\", \"content_type_id\": " + type + "}";
        HttpResponse<String> answer = post(payload);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return payload;
    }

    public HttpResponse<String> post(String payload) throws IOException, InterruptedException {
        return postTo("/events", payload);
    }

    /** Posts JSON to the admin port. */
    public HttpResponse<String> postTo(String path, String json) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(admin(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** @param headers names and values, in turn */
    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(admin(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What the admin port says of its metrics now. */
    public MetricsText metrics() throws IOException, InterruptedException {
        return MetricsText.parse(get("/metrics").body());
    }

    private URI admin(String path) {
        return URI.create("http://127.0.0.1:" + adminAddress().getPort() + path);
    }

    @Override
    public void close() throws IOException {
        http.close();
        gateway.close();
        site.close();
    }
}
