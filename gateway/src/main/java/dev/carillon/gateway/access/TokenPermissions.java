package dev.carillon.gateway.access;

import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.stages.Failures;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a token lists, for those whose token tells; all others are asked of the permissions beneath. Ids are taken as they are, and
 * names that the configuration knows: the database is not asked. Other names need the list of content types, which is read once for all and kept; it is read again when
 * it has grown old, or a name is not in it.
 *
 * <p>Any thread.
 */
public final class TokenPermissions implements Permissions {
    /** How old the list may become: content types change with migrations. */
    static final long OLD_NANOS = 60_000_000_000L;
    /** How often unknown names may ask for it. */
    static final long PAUSE_NANOS = 5_000_000_000L;

    private final Permissions others;
    private final Map<String, Long> fixed;
    private final UserLookups lookups;
    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable CompletableFuture<Names>> reading = new AtomicReference<>();
    private volatile @Nullable Names names;
    private volatile long lastRead;

    private record Names(Map<String, Long> ids, long nanos) {}

    /** @param fixed ids by name that the database is not asked for */
    public TokenPermissions(Permissions others, Map<String, Long> fixed, UserLookups lookups) {
        this(others, fixed, lookups, System::nanoTime);
    }

    TokenPermissions(Permissions others, Map<String, Long> fixed, UserLookups lookups, LongSupplier nanoTime) {
        this.others = others;
        this.fixed = fixed.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        entry -> name(entry.getKey()), Map.Entry::getValue, (first, last) -> last));
        this.lookups = lookups;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletionStage<View> visibleTo(Identity identity) {
        return switch (identity) {
            case Identity.TokenBearer bearer -> listed(bearer.contentTypes());
            case Identity.DjangoUser user -> others.visibleTo(user);
        };
    }

    private CompletionStage<View> listed(Set<String> types) {
        if (types.stream().allMatch(type -> isId(type) || fixed.containsKey(name(type)))) {
            return CompletableFuture.completedStage(resolved(types, fixed));
        }
        Names known = names;
        if (known == null) {
            return Failures.withoutWrapping(read().thenApply(fresh -> resolved(types, fresh.ids)));
        }
        long now = nanoTime.getAsLong();
        boolean mayAsk = now - lastRead > PAUSE_NANOS;
        if (mayAsk && !types.stream().allMatch(type -> isId(type) || known.ids.containsKey(name(type)))) {
            // What is known is better than nothing when the database is away.
            return read().exceptionally(_ -> known).thenApply(fresh -> resolved(types, fresh.ids));
        }
        if (mayAsk && now - known.nanos > OLD_NANOS) {
            var _ = read();
        }
        return CompletableFuture.completedStage(resolved(types, known.ids));
    }

    /** One at a time, for all who need it. */
    private CompletionStage<Names> read() {
        CompletableFuture<Names> mine = new CompletableFuture<>();
        CompletableFuture<Names> other = reading.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        lastRead = nanoTime.getAsLong();
        lookups.contentTypes().whenComplete((types, failure) -> {
            Names fresh = failure == null ? named(types) : null;
            reading.set(null);
            if (fresh == null) {
                mine.completeExceptionally(failure);
            } else {
                mine.complete(fresh);
            }
        });
        return mine;
    }

    private Names named(List<ContentType> types) {
        Map<String, Long> ids = HashMap.newHashMap(types.size() + fixed.size());
        types.forEach(type -> ids.put(type.appLabel() + "." + type.model(), type.id()));
        ids.putAll(fixed);
        Names fresh = new Names(ids, nanoTime.getAsLong());
        names = fresh;
        return fresh;
    }

    /** A name that no content type has shows nothing. */
    private static View resolved(Set<String> types, Map<String, Long> ids) {
        VisibleTypes visible = VisibleTypes.of(types.stream()
                .mapToLong(type -> isId(type) ? Long.parseLong(type) : ids.getOrDefault(name(type), -1L))
                .filter(id -> id >= 0)
                .toArray());
        return new View(visible, Set.of());
    }

    private static boolean isId(String type) {
        return !type.isEmpty() && type.length() <= 18 && type.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Django keeps models in lower case; its own labels write them as classes: {@code shop.Order}. */
    private static String name(String type) {
        int dot = type.indexOf('.');
        return type.substring(0, dot + 1) + type.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
