package dev.carillon.gateway.directory;

import dev.carillon.gateway.settings.Secret;
import dev.carillon.gateway.settings.Setting;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a Django site's settings.py says that the gateway must know too. */
public record DjangoConfig(
        @Setting("SECRET_KEY of the Django site. Required, unless jwt.permissions is token.") @Nullable
        Secret secretKey,

        @Setting("SECRET_KEY_FALLBACKS: older keys whose tokens are still accepted (Django 4.1 and later).")
        List<Secret> secretKeyFallbacks,

        @Setting("The database, as a URL: sqlite:///db.sqlite3 (relative; four slashes for an absolute path),"
                + " postgres://user:password@host:5432/name, or mysql://user:password@host:3306/name. Required, unless"
                + " jwt.permissions is token.")
        @Nullable
        Secret database,

        @Setting(value = "USE_TZ: whether Django keeps times in UTC.", fallback = "true")
        boolean useTz,

        @Setting(value = "TIME_ZONE: the zone of stored times where use_tz is off.", fallback = "UTC")
        ZoneId timeZone) {

    public DjangoConfig {
        secretKeyFallbacks = List.copyOf(secretKeyFallbacks);
    }
}
