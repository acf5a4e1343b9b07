package dev.carillon.gateway.ingest;

import dev.carillon.gateway.bus.BusConfig;
import dev.carillon.gateway.bus.EventBus;
import dev.carillon.gateway.registry.Registry;
import dev.carillon.protocol.event.DecodedEvent;
import dev.carillon.protocol.event.EventDecoder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Puts an event on the bus on somebody's behalf, and tells what came of it. Any thread. */
public final class Publisher {
    private final EventBus bus;
    private final Registry registry;
    private final EventDecoder decoder;

    public Publisher(EventBus bus, Registry registry, BusConfig config) {
        this.bus = bus;
        this.registry = registry;
        this.decoder = new EventDecoder(config.maxSize().toInt(), config.maxDepth());
    }

    /** What became of an event. */
    public sealed interface Outcome {
        /**
         * It is on the bus.
         *
         * @param receivers subscribers of the bus that got it, this gateway among them
         * @param audiences sets of connections here that see it
         * @param connections connections here that see it
         */
        record Published(long receivers, int audiences, long connections) implements Outcome {}

        /** It is not an event; nothing was published. */
        record Refused(String problem) implements Outcome {}
    }

    /** The stage fails when the bus does. */
    public CompletionStage<Outcome> publish(byte[] payload) {
        return switch (decoder.decode(payload)) {
            case DecodedEvent.Malformed bad -> CompletableFuture.completedStage(new Outcome.Refused(refusal(bad)));
            case DecodedEvent.ForNobody nobody ->
                CompletableFuture.completedStage(new Outcome.Refused(
                        "the event's content_type_id is no content type's id: it must be a whole number"));
            case DecodedEvent.Routed routed -> publish(payload, routed.contentTypeId());
        };
    }

    private CompletionStage<Outcome> publish(byte[] payload, long contentTypeId) {
        return bus.publish(payload)
                .thenCombine(
                        registry.match(contentTypeId),
                        (receivers, match) -> new Outcome.Published(
                                receivers, match.audiences().size(), match.connections()));
    }

    private static String refusal(DecodedEvent.Malformed bad) {
        return "the event " + bad.defect().words()
                + "; write one JSON object like {\"content_type_id\": 13, \"object\": \"…\"}";
    }
}
