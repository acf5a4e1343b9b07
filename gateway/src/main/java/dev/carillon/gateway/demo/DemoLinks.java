package dev.carillon.gateway.demo;

import dev.carillon.protocol.django.PrimaryKey;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the demo's page asks of the running gateway. All are called on the admin loop, so none blocks; stages complete on any
 * thread.
 *
 * @param websocket where clients connect, as a browser on this machine writes it
 * @param tokenMaker makes a sesame token for the user with this primary key
 * @param numbers a snapshot of the counters
 * @param publisher puts a payload on the bus, as POST /events does
 */
public record DemoLinks(
        URI websocket,
        Function<PrimaryKey, CompletionStage<String>> tokenMaker,
        Supplier<Numbers> numbers,
        Function<byte[], CompletionStage<Matched>> publisher) {

    /** The counters that the page shows; all but the first two only grow. */
    public record Numbers(long connections, long audiences, long events, long deliveries, long shed) {}

    /** How many audiences and connections of this gateway see an event. */
    public record Matched(long audiences, long connections) {}
}
