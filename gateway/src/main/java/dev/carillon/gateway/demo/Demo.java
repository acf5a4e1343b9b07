package dev.carillon.gateway.demo;

import dev.carillon.gateway.admin.AdminRoute;
import dev.carillon.gateway.bus.EventBus;
import java.time.InstantSource;
import java.util.List;

/**
 * The demo beside a gateway: the page's routes, and the stream of sample events on its bus.
 *
 * <p>The gateway reads the users of a {@link SampleSite} and takes its events from the same bus. Neither is owned here: close
 * this first.
 */
public final class Demo implements AutoCloseable {
    private final List<AdminRoute> routes;
    private final EventStream stream;

    /** The same seed gives the same events, at the times of the clock. */
    public Demo(EventBus bus, DemoLinks links, long seed, InstantSource clock) {
        SampleEvents events = new SampleEvents(seed, clock);
        this.routes = new DemoRoutes(links, events).routes();
        this.stream = new EventStream(bus, events::next, EventStream.humanPace(seed));
    }

    /** For the admin server. */
    public List<AdminRoute> routes() {
        return routes;
    }

    /** Begins to publish, a few events a second; once only. */
    public void start() {
        stream.start();
    }

    /** Ends the stream. Blocks until its last event is published. */
    @Override
    public void close() {
        stream.close();
    }
}
