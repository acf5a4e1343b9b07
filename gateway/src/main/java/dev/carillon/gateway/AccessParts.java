package dev.carillon.gateway;

import dev.carillon.gateway.access.ModelBackendPermissions;
import dev.carillon.gateway.access.Permissions;
import dev.carillon.gateway.access.TokenPermissions;
import dev.carillon.gateway.auth.Authenticators;
import dev.carillon.gateway.auth.SesameAuthenticator;
import dev.carillon.gateway.auth.jwt.JwtAuthenticator;
import dev.carillon.gateway.auth.session.DjangoSessions;
import dev.carillon.gateway.auth.session.SessionStore;
import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.directory.BatchedLookups;
import dev.carillon.gateway.directory.UserDirectory;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.jdbc.JdbcUserDirectory;
import dev.carillon.gateway.known.Invalidations;
import dev.carillon.gateway.known.Known;
import dev.carillon.gateway.known.KnownLookups;
import dev.carillon.gateway.known.KnownPermissions;
import dev.carillon.gateway.known.KnownTypes;
import dev.carillon.gateway.known.KnownUsers;
import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.loops.BlockingWork;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Newcomers;
import dev.carillon.gateway.registry.Registry;
import dev.carillon.gateway.session.SessionLoop;
import dev.carillon.gateway.support.Support;
import dev.carillon.gateway.truth.Bearers;
import dev.carillon.gateway.truth.Effect;
import dev.carillon.gateway.truth.Rereading;
import dev.carillon.gateway.truth.Revalidation;
import dev.carillon.gateway.truth.SessionSweep;
import dev.carillon.gateway.truth.told.ControlChannel;
import dev.carillon.gateway.truth.told.EventWatch;
import dev.carillon.gateway.truth.told.UserIds;
import dev.carillon.protocol.event.EventDecoder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The parts that tell who a client is and what they may see, and that keep both true; joined by their constructors. */
final class AccessParts {
    private static final Duration WORK_CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final int SUPPORT_QUESTIONS = 20;

    private final GatewayConfig config;
    private final Metrics metrics;
    private final Readiness readiness;
    private final Registry registry;
    private final Parts parts;
    private final UserDirectory directory;
    private final Known known;
    private final Authenticators authenticators;
    private final TokenPermissions permissions;
    private final Revalidation revalidation;
    private final Newcomers newcomers;

    /** Ends what it is given, the last first, when the gateway ends. */
    interface Parts {
        <T extends AutoCloseable> T add(T part);
    }

    AccessParts(GatewayConfig config, Metrics metrics, Readiness readiness, Registry registry, Parts parts) {
        this.config = config;
        this.metrics = metrics;
        this.readiness = readiness;
        this.registry = registry;
        this.parts = parts;
        directory = parts.add(directory());
        BatchedLookups lookups = lookups();
        Effect effect = new Effect(registry);
        known = known(lookups, effect);
        KnownLookups remembering = remembering(lookups);
        DjangoSessions sessions = parts.add(new DjangoSessions(
                config.session(), config.django(), remembering, lookups::session, metrics, InstantSource.system()));
        authenticators = authenticators(remembering, sessions);
        ModelBackendPermissions backend = new ModelBackendPermissions(remembering);
        permissions = new TokenPermissions(
                new KnownPermissions(backend, known.users(), remembering),
                config.jwt().idsOfTypes(),
                known.types());
        revalidation = parts.add(new Revalidation(
                known,
                new Rereading(
                        lookups::accounts, backend, known, config.directory().maxBatch()),
                effect,
                config.permissions(),
                metrics));
        newcomers = new Bearers(registry, permissions, known.types(), revalidation);
        for (LoopShard shard : registry.shards()) {
            shard.whenLeft(revalidation::left);
        }
        lookups.start();
        revalidation.start();
        sweep(sessions.store());
    }

    private void sweep(@Nullable SessionStore sessions) {
        if (sessions != null) {
            parts.add(new SessionSweep(
                            sessions,
                            revalidation::sessionsInUse,
                            revalidation::sessionsGone,
                            revalidation::sessionsFound,
                            config.permissions().sweep()))
                    .start();
        }
    }

    private UserDirectory directory() {
        return config.isWithoutSite()
                ? UserDirectory.ofNobody()
                : new JdbcUserDirectory(
                        config.django(),
                        config.tables(),
                        config.directory(),
                        config.sesame().oneTime());
    }

    private BatchedLookups lookups() {
        BlockingWork queries = parts.add(work("directory", config.directory().poolSize()));
        return parts.add(new BatchedLookups(directory, config.directory(), queries, metrics, readiness));
    }

    private Known known(UserLookups lookups, KnownUsers.Effect effect) {
        Invalidations numbers = new Invalidations();
        return new Known(
                numbers,
                new KnownUsers(config.permissions(), config.directory().staleOk(), numbers, effect, System::nanoTime),
                new KnownTypes(lookups, config.permissions(), System::nanoTime));
    }

    private KnownLookups remembering(BatchedLookups lookups) {
        String sesameKey = config.tables().userSesameKey();
        boolean rows =
                (sesameKey == null || sesameKey.isEmpty()) && !config.sesame().oneTime();
        return new KnownLookups(lookups, lookups::isAway, known, rows, metrics);
    }

    private Authenticators authenticators(UserLookups users, DjangoSessions sessions) {
        BlockingWork crypto = parts.add(work("crypto", Runtime.getRuntime().availableProcessors()));
        return new Authenticators(sesame(users, crypto), jwt(users, crypto), sessions.authenticator());
    }

    private @Nullable SesameAuthenticator sesame(UserLookups users, BlockingWork crypto) {
        return config.isWithoutSite()
                ? null
                : new SesameAuthenticator(config.sesame(), config.django(), users, crypto, InstantSource.system());
    }

    private @Nullable JwtAuthenticator jwt(UserLookups users, BlockingWork crypto) {
        return config.jwt().isOn()
                ? parts.add(JwtAuthenticator.open(config.jwt(), users, crypto, metrics, readiness))
                : null;
    }

    private BlockingWork work(String name, int permits) {
        return new BlockingWork(name, permits, config.directory().maxWaiting(), WORK_CLOSE_TIMEOUT);
    }

    Authenticators authenticators() {
        return authenticators;
    }

    /** The session cookie's value out of the Cookie headers; always empty while no sessions are accepted. */
    Function<List<String>, Optional<String>> sessionCookie() {
        return config.session()::cookie;
    }

    Permissions permissions() {
        return permissions;
    }

    /** Tells what was looked up before a change was heard of from what was looked up after it. */
    LongSupplier numbers() {
        return known.numbers()::next;
    }

    /** One question at a time: it must not take the database from those who connect. */
    Support support(Collection<SessionLoop> sessions) {
        BlockingWork work = parts.add(new BlockingWork("support", 1, SUPPORT_QUESTIONS, WORK_CLOSE_TIMEOUT));
        return new Support(registry, sessions, known.users(), readiness, directory, work);
    }

    Newcomers newcomers() {
        return newcomers;
    }

    Known known() {
        return known;
    }

    EventWatch eventWatch() {
        EventDecoder decoder =
                new EventDecoder(config.bus().maxSize().toInt(), config.bus().maxDepth());
        return new EventWatch(known.types(), config.permissions(), decoder, changes());
    }

    private UserIds changes() {
        return new UserIds(directory::keyForm, revalidation);
    }

    ControlChannel controlChannel() {
        return new ControlChannel(changes(), metrics);
    }
}
