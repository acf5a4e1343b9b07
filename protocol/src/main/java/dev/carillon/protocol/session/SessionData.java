package dev.carillon.protocol.session;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a session tells who is logged in. Each is null where the session lacks it, or has something there that could not
 * be one.
 *
 * @param userId {@code _auth_user_id}: the primary key as Django writes it
 * @param backend {@code _auth_user_backend}: the dotted path of the backend that let them in
 * @param authHash {@code _auth_user_hash}: what binds the session to the password
 * @param expiry {@code _session_expiry}: seconds, or a date and time, as text
 */
public record SessionData(
        @Nullable String userId,
        @Nullable String backend,
        @Nullable String authHash,
        @Nullable String expiry) {
    static final String USER_ID = "_auth_user_id";
    static final String BACKEND = "_auth_user_backend";
    static final String AUTH_HASH = "_auth_user_hash";
    static final String EXPIRY = "_session_expiry";

    /** Of the values whose keys {@link #isKept}, numbers as text; others may be there too. */
    static SessionData of(Map<String, String> values) {
        return new SessionData(values.get(USER_ID), values.get(BACKEND), values.get(AUTH_HASH), values.get(EXPIRY));
    }

    static boolean isKept(String key) {
        return switch (key) {
            case USER_ID, BACKEND, AUTH_HASH, EXPIRY -> true;
            default -> false;
        };
    }

    /**
     * {@code SessionBase.get_expiry_date}: when the session ends, if it was saved at this time.
     *
     * @param cookieAge where the session has no end of its own, or lasts until the browser is closed
     * @param zone of a time without one, as they are written where USE_TZ is off
     */
    public Instant end(Instant saved, Duration cookieAge, ZoneId zone) {
        Instant own = expiry == null ? null : own(expiry, saved, zone);
        return own == null ? saved.plus(cookieAge) : own;
    }

    private static @Nullable Instant own(String expiry, Instant saved, ZoneId zone) {
        try {
            double seconds = Double.parseDouble(expiry);
            return seconds == 0 || !(Math.abs(seconds) < Integer.MAX_VALUE)
                    ? null
                    : saved.plusMillis(Math.round(seconds * 1000));
        } catch (NumberFormatException notSeconds) {
            return date(expiry, zone);
        }
    }

    private static @Nullable Instant date(String text, ZoneId zone) {
        try {
            TemporalAccessor date =
                    DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            return date instanceof OffsetDateTime instant
                    ? instant.toInstant()
                    : LocalDateTime.from(date).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return "SessionData[userId=" + userId + ", backend=" + backend + "]";
    }
}
