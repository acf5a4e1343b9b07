package dev.carillon.gateway.access;

import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.ContentType;
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
 * What a token lists, for those whose token tells; all others are asked of the permissions beneath. Ids are taken as they are,
 * and names that the configuration knows: the database is not asked. Other names are looked up in the list of content types,
 * which is read anew when a name is not in it.
 *
 * <p>Any thread.
 */
public final class TokenPermissions implements Permissions {
    /** How often unknown names may ask for the list. */
    static final long PAUSE_NANOS = 5_000_000_000L;

    private final Permissions others;
    private final Map<String, Long> fixed;
    private final Types source;
    private final LongSupplier nanoTime;
    private final SharedViews views = new SharedViews();
    private final AtomicReference<@Nullable CompletableFuture<Names>> reading = new AtomicReference<>();
    private volatile @Nullable Names names;
    private volatile long lastRead;

    /** The content types that there are. Any thread. */
    public interface Types {
        /** As last read; the same object while nothing has changed; null before the first. */
        @Nullable
        List<ContentType> latest();

        CompletionStage<List<ContentType>> read();
    }

    private record Names(List<ContentType> types, Map<String, Long> ids) {}

    /** @param fixed ids by name that the database is not asked for */
    public TokenPermissions(Permissions others, Map<String, Long> fixed, Types source) {
        this(others, fixed, source, System::nanoTime);
    }

    TokenPermissions(Permissions others, Map<String, Long> fixed, Types source, LongSupplier nanoTime) {
        this.others = others;
        this.fixed = fixed.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        entry -> name(entry.getKey()), Map.Entry::getValue, (first, last) -> last));
        this.source = source;
        this.nanoTime = nanoTime;
        this.lastRead = nanoTime.getAsLong() - PAUSE_NANOS - 1;
    }

    @Override
    public CompletionStage<View> visibleTo(Identity identity) {
        return switch (identity) {
            case Identity.TokenBearer bearer -> listed(bearer.contentTypes());
            case Identity.DjangoUser user -> others.visibleTo(user);
        };
    }

    @Override
    public CompletionStage<Seen> visibleTo(Identity identity, long asOf) {
        return switch (identity) {
            case Identity.TokenBearer bearer -> listed(bearer.contentTypes()).thenApply(view -> new Seen(view, asOf));
            case Identity.DjangoUser user -> others.visibleTo(user, asOf);
        };
    }

    /** What a token shows by the latest list, without waiting; null where it is no matter of the list, or there is none. */
    public @Nullable VisibleTypes now(Identity.TokenBearer bearer) {
        Names known = isFixed(bearer.contentTypes()) ? null : latest();
        return known == null ? null : resolved(bearer.contentTypes(), known.ids).types();
    }

    private CompletionStage<View> listed(Set<String> types) {
        if (isFixed(types)) {
            return CompletableFuture.completedStage(resolved(types, fixed));
        }
        Names known = latest();
        if (known == null) {
            return Failures.withoutWrapping(read().thenApply(fresh -> resolved(types, fresh.ids)));
        }
        boolean mayAsk = nanoTime.getAsLong() - lastRead > PAUSE_NANOS;
        if (mayAsk && !types.stream().allMatch(type -> isId(type) || known.ids.containsKey(name(type)))) {
            // What is known is better than nothing when the database is away.
            return read().exceptionally(_ -> known).thenApply(fresh -> resolved(types, fresh.ids));
        }
        return CompletableFuture.completedStage(resolved(types, known.ids));
    }

    private boolean isFixed(Set<String> types) {
        return types.stream().allMatch(type -> isId(type) || fixed.containsKey(name(type)));
    }

    /** One at a time, for all who need it. */
    private CompletionStage<Names> read() {
        CompletableFuture<Names> mine = new CompletableFuture<>();
        CompletableFuture<Names> other = reading.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        lastRead = nanoTime.getAsLong();
        source.read().whenComplete((types, failure) -> {
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

    private @Nullable Names latest() {
        List<ContentType> types = source.latest();
        return types == null ? null : named(types);
    }

    @SuppressWarnings("ReferenceEquality") // the very list: it is another object when something has changed
    private Names named(List<ContentType> types) {
        Names before = names;
        if (before != null && before.types == types) {
            return before;
        }
        Map<String, Long> ids = HashMap.newHashMap(types.size() + fixed.size());
        types.forEach(type -> ids.put(type.appLabel() + "." + type.model(), type.id()));
        ids.putAll(fixed);
        Names fresh = new Names(types, ids);
        names = fresh;
        return fresh;
    }

    /** A name that no content type has shows nothing. */
    private View resolved(Set<String> types, Map<String, Long> ids) {
        VisibleTypes visible = VisibleTypes.of(types.stream()
                .mapToLong(type -> isId(type) ? Long.parseLong(type) : ids.getOrDefault(name(type), -1L))
                .filter(id -> id >= 0)
                .toArray());
        return views.shared(new View(visible, Set.of()));
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
