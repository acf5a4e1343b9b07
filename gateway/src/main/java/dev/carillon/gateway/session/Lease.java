package dev.carillon.gateway.session;

import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.handshake.Place;
import dev.carillon.gateway.session.SessionMetrics.Refresh;
import dev.carillon.gateway.session.SessionOpener.Opened;
import dev.carillon.protocol.close.CloseReason;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The time that a credential gives its connection, and how it is prolonged: by a fresh token of the same user, or where it is a
 * Django session, by the site. The newest token rules, also when it ends sooner than the one before. Confined to the channel's
 * loop.
 *
 * <p>One token is checked at a time, and not more often than the configuration allows; of those that come meanwhile the newest
 * is kept. What came in time is checked, even if its answer comes after the end.
 */
final class Lease {
    /** Shorter than any token with a signature worth its name; other texts, like a client's own "ping", are none. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_.:-]{16,}");

    /** Between tries while nothing can be checked, however often the configuration lets clients come. */
    private static final long LEAST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Duration LONGEST = Duration.ofDays(3650);

    private final Session session;
    private final SessionLoop loop;
    private final Identity identity;
    private long endNanos;
    private @Nullable Credential waiting;
    private boolean checking;
    private long checkedNanos;
    private long pauseNanos;

    private Lease(Session session, SessionLoop loop, Identity identity, Instant end, long nowNanos) {
        this.session = session;
        this.loop = loop;
        this.identity = identity;
        this.endNanos = nanosOf(end, nowNanos);
        this.pauseNanos = loop.refreshIntervalNanos();
        this.checkedNanos = nowNanos - pauseNanos;
    }

    /** Null for an identity that stays as long as the connection does. */
    static @Nullable Lease of(Session session, SessionLoop loop, Identity identity, long nowNanos) {
        Instant end = identity.expiresAt();
        return end == null ? null : new Lease(session, loop, identity, end, nowNanos);
    }

    /** A fresh credential, or the site has moved the end of the session that is the credential; what waits is kept. */
    void endsAt(Instant end) {
        endNanos = nanosOf(end, System.nanoTime());
    }

    private static long nanosOf(Instant end, long nowNanos) {
        Duration left = Duration.between(Instant.now(), end);
        if (left.isNegative()) {
            return nowNanos;
        }
        return nowNanos + (left.compareTo(LONGEST) < 0 ? left : LONGEST).toNanos();
    }

    /** When {@link #sweep} has something to do. */
    long dueNanos() {
        if (checking) {
            long patience = checkedNanos + loop.openingNanos();
            return endNanos - patience > 0 ? endNanos : patience;
        }
        long nextCheck = checkedNanos + pauseNanos;
        return waiting != null && nextCheck - endNanos < 0 ? nextCheck : endNanos;
    }

    /** A text came on the open connection; false for one that cannot be a token, or comes too late. */
    boolean present(String text, long nowNanos) {
        if (!TOKEN.matcher(text).matches() || endNanos - nowNanos <= 0) {
            return false;
        }
        loop.metrics().presented(Place.REFRESH);
        waiting = Credential.ofText(text, Instant.now());
        pauseNanos = loop.refreshIntervalNanos();
        sweep(nowNanos);
        return true;
    }

    /** Does what is due: checks the waiting token, or ends the session. */
    void sweep(long nowNanos) {
        if (dueNanos() - nowNanos > 0) {
            return;
        }
        Credential next = checking ? null : waiting;
        if (next == null) {
            session.close(CloseReason.CREDENTIAL_EXPIRED);
            return;
        }
        waiting = null;
        checking = true;
        checkedNanos = nowNanos;
        loop.opener().check(next).thenAccept(opened -> loop.loop().execute(() -> checked(next, opened)));
    }

    private void checked(Credential credential, Opened opened) {
        checking = false;
        switch (opened) {
            case Opened.Granted granted
            when isSameUser(granted.identity()) -> {
                loop.metrics().refreshed(Refresh.ACCEPTED);
                session.refreshed(granted);
            }
            case Opened.Granted other -> refuse(Refresh.ANOTHER_USER);
            case Opened.Refused refused -> refuse(Refresh.REFUSED);
            case Opened.Unavailable(String detail) -> {
                loop.metrics().unavailable(detail);
                again(credential);
            }
            case Opened.TooManyFailures failures -> again(credential);
            case Opened.Overloaded overloaded -> again(credential);
        }
    }

    /** The credential before it is as good as it was; and the client is told nothing, so it is tried again. */
    private void again(Credential credential) {
        loop.metrics().refreshed(Refresh.UNAVAILABLE);
        if (waiting == null && endNanos - checkedNanos > 0) {
            waiting = credential;
            pauseNanos = Math.max(loop.refreshIntervalNanos(), LEAST_RETRY_NANOS);
        }
        session.setNextDeadline();
    }

    /** Nor may the permissions come from elsewhere: a token's subject is another name space than Django's users. */
    private boolean isSameUser(Identity fresh) {
        return fresh.getClass() == identity.getClass() && fresh.userId().equals(identity.userId());
    }

    private void refuse(Refresh outcome) {
        loop.metrics().refreshed(outcome);
        session.close(CloseReason.CREDENTIAL_REFUSED);
    }
}
