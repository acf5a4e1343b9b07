package dev.carillon.gateway.auth.jwt.keys;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Where a JWKS lies. Used by one thread at a time; {@link #fetch} blocks, for a bounded time. */
interface JwksPlace extends AutoCloseable {
    /** @throws IOException whose message is for an operator, and names the place */
    Document fetch() throws IOException, InterruptedException;

    @Override
    void close();

    /**
     * What lay there.
     *
     * @param maxAge how long it may be cached, as far as the place says
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Document(byte[] body, @Nullable Duration maxAge) {}

    static JwksPlace of(JwksConfig config) {
        URI endpoint = config.endpoint();
        return endpoint == null
                ? new InFile(config.file(), config.maxSize().toInt())
                : new AtEndpoint(endpoint, config);
    }

    /** In a file of this machine. */
    record InFile(Path file, int maxSize) implements JwksPlace {
        @Override
        public Document fetch() throws IOException {
            byte[] body;
            try (InputStream in = Files.newInputStream(file)) {
                body = in.readNBytes(maxSize + 1);
            } catch (IOException e) {
                throw new IOException(this + " cannot be read: it must exist and be readable by this user", e);
            }
            if (body.length > maxSize) {
                throw new IOException(this + " is larger than jwt.jwks.max_size");
            }
            return new Document(body, null);
        }

        @Override
        public void close() {}

        @Override
        public String toString() {
            return "the JWKS file " + file;
        }
    }

    /**
     * At an HTTP endpoint. Redirects are not followed: what an operator trusts is the address that they wrote. Proxies and
     * trusted certificates are the JVM's.
     */
    final class AtEndpoint implements JwksPlace {
        private static final Pattern MAX_AGE = Pattern.compile("(?:^|[\\s,])max-age=\"?(\\d{1,9})");
        private static final Pattern NOT_CACHED = Pattern.compile("(?:^|[\\s,])no-(?:store|cache)\\b");

        private final URI uri;
        private final Duration timeout;
        private final int maxSize;
        private final HttpClient http;

        AtEndpoint(URI uri, JwksConfig config) {
            this.uri = uri;
            this.timeout = config.timeout();
            this.maxSize = config.maxSize().toInt();
            this.http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(timeout)
                    .build();
        }

        @Override
        public Document fetch() throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .header("Accept", "application/jwk-set+json, application/json")
                    .build();
            // The request's own time-out would end with the answer's head: an endpoint could drip its body for ever.
            CompletableFuture<HttpResponse<byte[]>> answer =
                    http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxSize));
            HttpResponse<byte[]> response;
            try {
                response = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw new IOException(this + " " + words(e.getCause()), e);
            } catch (TimeoutException e) {
                throw new IOException(this + " " + tooLate(), e);
            } finally {
                answer.cancel(true);
            }
            if (response.statusCode() != 200) {
                String elsewhere = response.headers()
                        .firstValue("Location")
                        .map(to -> ", to " + to + ", which is not followed")
                        .orElse("");
                throw new IOException(this + " answered with HTTP status " + response.statusCode() + elsewhere);
            }
            return new Document(response.body(), maxAge(response));
        }

        private String words(@Nullable Throwable failure) {
            return switch (failure) {
                case HttpTimeoutException e -> tooLate();
                case ConnectException e -> "cannot be reached";
                case SSLException e -> "is not trusted: " + e.getMessage();
                case null -> "failed";
                default -> "failed: " + failure.getMessage();
            };
        }

        private String tooLate() {
            return "did not answer within " + timeout.toMillis() + " ms";
        }

        private static @Nullable Duration maxAge(HttpResponse<?> response) {
            String caching = String.join(",", response.headers().allValues("Cache-Control"))
                    .toLowerCase(Locale.ROOT);
            if (NOT_CACHED.matcher(caching).find()) {
                return Duration.ZERO;
            }
            Matcher maxAge = MAX_AGE.matcher(caching);
            if (!maxAge.find()) {
                return null;
            }
            long age = response.headers()
                    .firstValue("Age")
                    .filter(text -> text.matches("\\d{1,9}"))
                    .map(Long::parseLong)
                    .orElse(0L);
            return Duration.ofSeconds(Math.max(0, Long.parseLong(maxAge.group(1)) - age));
        }

        @Override
        public void close() {
            http.shutdownNow();
        }

        /** Without the query, which may hold what should not be in a log. */
        @Override
        public String toString() {
            return "the JWKS at " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
        }
    }
}
