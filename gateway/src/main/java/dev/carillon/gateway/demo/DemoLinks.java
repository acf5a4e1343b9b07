package dev.carillon.gateway.demo;

import dev.carillon.gateway.transport.ListenAddress;
import dev.carillon.protocol.django.PrimaryKey;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the demo's page asks of the running gateway. All are called on the admin loop, so none blocks; stages complete on any
 * thread.
 *
 * @param listener where the gateway listens for clients
 * @param tokenMaker makes a sesame token for the user with this primary key
 * @param numbers a snapshot of the counters
 * @param publisher puts a payload on the bus, as POST /events does
 * @param sight what the sample site lets these of its users see now
 * @param rights changes that, and tells the gateway as Django would
 */
public record DemoLinks(
        InetSocketAddress listener,
        Function<PrimaryKey, CompletionStage<String>> tokenMaker,
        Supplier<CompletionStage<Numbers>> numbers,
        Function<byte[], CompletionStage<Matched>> publisher,
        Function<Set<PrimaryKey>, CompletionStage<Map<PrimaryKey, Sight>>> sight,
        Function<SampleRights.Wish, CompletionStage<?>> rights) {

    /** The counters that the page shows; all but the first two only grow. */
    public record Numbers(long connections, long audiences, long events, long deliveries, long shed) {}

    /** What a user may see, by the database. */
    public record Sight(boolean superuser, Set<Long> contentTypes) {
        public Sight {
            contentTypes = Set.copyOf(contentTypes);
        }
    }

    /** How many audiences and connections of this gateway see an event. */
    public record Matched(long audiences, long connections) {}

    /**
     * Where the page connects: a gateway that listens on every address is reached by the one that led to the page.
     *
     * @param host the page's own Host, checked by the admin port
     */
    URI websocket(@Nullable String host) {
        if (!listener.getAddress().isAnyLocalAddress()) {
            return URI.create("ws://" + ListenAddress.format(listener) + "/");
        }
        String name = host == null ? "127.0.0.1" : URI.create("http://" + host).getHost();
        return URI.create("ws://" + name + ":" + listener.getPort() + "/");
    }
}
