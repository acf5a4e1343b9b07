package dev.carillon.gateway.metrics;

import java.util.List;

/**
 * Every metric the gateway exports: name (Prometheus adds the unit and {@code _total}), kind, labels, meaning.
 *
 * <p>Dashboards, alerts and the documentation are checked against this list. Label values are small fixed sets; nothing
 * that a client or a publisher chooses ever becomes one.
 */
public enum Metric {
    READY(Kind.GAUGE, "carillon.ready", "1 while the gateway should be sent clients, as /ready answers."),
    CONNECTIONS(Kind.GAUGE, "carillon.connections", "Open connections, by state.", "state"),
    AUDIENCES(
            Kind.GAUGE,
            "carillon.audiences",
            "Sets of connections that receive identical bytes; one counts on each loop that has it."),
    HANDSHAKES(Kind.COUNTER, "carillon.handshakes", "Opening handshakes, by HTTP status answered.", "status"),
    HANDSHAKE_TIME(Kind.TIMER, "carillon.handshake", "From accept to the handshake's answer.", "status"),
    CREDENTIALS(Kind.COUNTER, "carillon.credentials", "Credentials presented, by where they stood.", "place"),
    AUTHENTICATIONS(
            Kind.COUNTER,
            "carillon.authentications",
            "Credentials that were to open a connection, by outcome.",
            "outcome"),
    AUTHENTICATION_TIME(
            Kind.TIMER, "carillon.authentication", "From such a credential's arrival to its outcome.", "outcome"),
    REFRESHES(Kind.COUNTER, "carillon.refreshes", "Fresh tokens on open connections, by outcome.", "outcome"),
    OPENINGS_IN_FLIGHT(Kind.GAUGE, "carillon.openings.in.flight", "Credentials under check."),
    OPENINGS_WAITING(Kind.GAUGE, "carillon.openings.waiting", "Credentials that wait for their turn to be checked."),
    FAILING_NETWORKS(Kind.GAUGE, "carillon.failing.networks", "Addresses (/64 of IPv6) whose failures are remembered."),
    JWT_KEYS(Kind.GAUGE, "carillon.jwt.keys", "Keys that may verify JSON Web Tokens now."),
    JWKS_FETCHES(Kind.COUNTER, "carillon.jwks.fetches", "Fetches of the JWKS, by outcome.", "outcome"),
    JWKS_AGE(Kind.GAUGE, "carillon.jwks.age.seconds", "Since the JWKS was last fetched well; NaN before that."),
    CLOSES(Kind.COUNTER, "carillon.closes", "Connections ended, by reason.", "reason"),
    CLIENT_MESSAGES(Kind.COUNTER, "carillon.client.messages", "Messages from clients that are no credential, ignored."),

    DIRECTORY_QUERY(Kind.TIMER, "carillon.directory.query", "A batch of look-ups in the database.", "query"),
    DIRECTORY_BATCH(Kind.SUMMARY, "carillon.directory.batch", "Look-ups answered by one query.", "query"),
    DIRECTORY_FAILURES(Kind.COUNTER, "carillon.directory.failures", "Look-ups that failed, by reason.", "reason"),
    DIRECTORY_WAITING(Kind.GAUGE, "carillon.directory.waiting", "Look-ups waiting for the next query."),
    KNOWN_ANSWERS(
            Kind.COUNTER,
            "carillon.known.answers",
            "Questions about connecting users, by answer: known, read, or stale while the database was away.",
            "answer"),
    KNOWN_USERS(Kind.GAUGE, "carillon.known.users", "Users of whom something is known, by state.", "state"),
    KNOWN_AGE(Kind.GAUGE, "carillon.known.age", "Seconds since the connected user read longest ago was read."),
    REREADS(Kind.COUNTER, "carillon.rereads", "Connected users read anew, by cause.", "cause"),
    REREAD_FAILURES(
            Kind.COUNTER, "carillon.reread.failures", "Readings of connected users that failed; they are tried again."),

    SESSIONS_READ(
            Kind.COUNTER,
            "carillon.sessions.read",
            "Django sessions looked for, by where (table, cache, cookie) and what was found.",
            "place",
            "outcome"),
    SESSION_CACHE(Kind.TIMER, "carillon.session.cache", "A read of Django sessions from their cache."),
    SESSION_CACHE_FAILURES(
            Kind.COUNTER, "carillon.session.cache.failures", "Reads of that cache that failed, by reason.", "reason"),

    EVENTS_RECEIVED(Kind.COUNTER, "carillon.events.received", "Messages taken from the bus."),
    EVENT_BYTES_RECEIVED(Kind.COUNTER, "carillon.events.received.bytes", "Their payload bytes."),
    EVENTS_MALFORMED(Kind.COUNTER, "carillon.events.malformed", "Messages dropped, by reason.", "reason"),
    EVENTS_COMPRESSED(Kind.COUNTER, "carillon.events.compressed", "Events compressed, once for all."),
    LOG_EVENTS(Kind.GAUGE, "carillon.log.events", "Events that the log holds."),
    LOG_BYTES(Kind.GAUGE, "carillon.log.bytes", "Payload bytes that the log holds."),
    LOG_WAIT(Kind.TIMER, "carillon.log.wait", "The bus thread waited: an event loop was a whole log behind."),

    BATCHES(Kind.COUNTER, "carillon.batches", "Buffers that batches were laid into, one for each audience."),
    BATCH_EVENTS(
            Kind.COUNTER,
            "carillon.batch.events",
            "Events laid into them: by the buffers, what a connection's write carries."),
    DELIVERIES_MATCHED(Kind.COUNTER, "carillon.deliveries.matched", "Pairs of an event and a connection that sees it."),
    DELIVERIES(Kind.COUNTER, "carillon.deliveries", "Matched deliveries that the connection's socket took."),
    DELIVERY_BYTES(Kind.COUNTER, "carillon.deliveries.bytes", "Frame bytes written for them."),
    DELIVERIES_PENDING(Kind.GAUGE, "carillon.deliveries.pending", "Matched deliveries neither written nor shed yet."),
    DELIVERIES_SHED(Kind.COUNTER, "carillon.deliveries.shed", "Matched deliveries given up, by reason.", "reason"),
    DELIVERY_TIME(Kind.TIMER, "carillon.delivery", "From receipt of a batch's oldest event to its last write."),
    PARKS(Kind.COUNTER, "carillon.parks", "Connections parked because their socket was full."),
    CATCH_UPS(Kind.COUNTER, "carillon.catch.ups", "Parked connections that reached the live edge again."),

    MOVES(Kind.COUNTER, "carillon.moves", "Connections moved to another audience: what they may see has changed."),

    BUS_CONNECTED(Kind.GAUGE, "carillon.bus.connected", "1 while the subscription stands and hears its canary."),
    BUS_CONTROL(Kind.GAUGE, "carillon.bus.control", "1 while the control channel is subscribed."),
    BUS_GAPS(Kind.COUNTER, "carillon.bus.gaps", "Subscription losses, each a possible loss of events.", "reason"),
    BUS_RECONNECTS(Kind.COUNTER, "carillon.bus.reconnects", "Subscriptions made again after a loss."),
    BUS_CANARY(Kind.TIMER, "carillon.bus.canary", "Round trip of the canary through the bus."),
    BUS_CANARY_LOST(Kind.COUNTER, "carillon.bus.canary.lost", "Canaries that did not come back in time."),

    CONTROL_MESSAGES(
            Kind.COUNTER, "carillon.control.messages", "Messages of the control channel, by result.", "result"),

    LOOP_LAG(Kind.TIMER, "carillon.loop.lag", "How late an event loop ran its sweep."),
    ADMIN_REQUESTS(Kind.COUNTER, "carillon.admin.requests", "Requests on the admin port, by status.", "status");

    /** What kind of instrument a metric is. */
    public enum Kind {
        COUNTER,
        GAUGE,
        TIMER,
        SUMMARY
    }

    private final Kind kind;
    private final String id;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> labels;

    Metric(Kind kind, String id, String description, String... labels) {
        this.kind = kind;
        this.id = id;
        this.description = description;
        this.labels = List.of(labels);
    }

    public Kind kind() {
        return kind;
    }

    /** In Micrometer's dotted form. */
    public String id() {
        return id;
    }

    public String description() {
        return description;
    }

    public List<String> labels() {
        return labels;
    }
}
