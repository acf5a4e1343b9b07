package dev.carillon.bench.load.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Reads the metrics of one gateway or several that serve a run's clients. Blocks. */
public final class GatewayWatch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 100;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final List<URI> urls;

    /** @param urls each gateway's {@code /metrics} */
    public GatewayWatch(List<URI> urls) {
        this.urls = List.copyOf(urls);
    }

    /** @throws IOException saying which gateway could not be asked, and why */
    public GatewayCounters read() throws IOException, InterruptedException {
        GatewayCounters sum = GatewayCounters.NONE;
        for (URI url : urls) {
            try {
                sum = sum.plus(GatewayCounters.parse(get(url)));
            } catch (IllegalArgumentException e) {
                throw new IOException(url + ": " + e.getMessage(), e);
            }
        }
        return sum;
    }

    private String get(URI url) throws IOException, InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(url).timeout(PATIENCE).build();
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(url + " answers HTTP " + answer.statusCode());
            }
            return answer.body();
        } catch (java.net.ConnectException e) {
            throw new IOException("nothing listens at " + url, e);
        }
    }

    /** Once nothing is under way any more, or after all patience: numbers in which something still is. */
    public GatewayCounters settled() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        GatewayCounters before = read();
        while (System.nanoTime() < deadline) {
            Thread.sleep(PAUSE_MILLIS);
            GatewayCounters now = read();
            if (now.pending() == 0 && now.equals(before)) {
                return now;
            }
            before = now;
        }
        return before;
    }

    @Override
    public void close() {
        http.close();
    }
}
