package dev.carillon.gateway.known;

import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.Rights;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.metrics.Count;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.stages.Failures;
import dev.carillon.protocol.django.PrimaryKey;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers from what is known to be true, and only else asks the database; while that does not answer, from what was known
 * shortly before. Of users it remembers those who may connect: whoever would be turned away is looked up anew.
 */
public final class KnownLookups implements UserLookups {
    private final UserLookups lookups;
    private final BooleanSupplier away;
    private final KnownUsers known;
    private final KnownTypes types;
    private final boolean rows;
    private final Answers answers;

    /** Where answers came from. */
    record Answers(Count known, Count stale, Count read) {
        Answers(Metrics metrics) {
            this(
                    metrics.count(Metric.KNOWN_ANSWERS, "known"),
                    metrics.count(Metric.KNOWN_ANSWERS, "stale"),
                    metrics.count(Metric.KNOWN_ANSWERS, "read"));
        }
    }

    /**
     * @param away whether the database is known not to answer
     * @param rows whether rows may be remembered for users who are looked up by their key: it is their primary key, and
     *     the use of a token changes no row
     */
    public KnownLookups(UserLookups lookups, BooleanSupplier away, Known known, boolean rows, Metrics metrics) {
        this.lookups = lookups;
        this.away = away;
        this.known = known.users();
        this.types = known.types();
        this.rows = rows;
        this.answers = new Answers(metrics);
    }

    @Override
    public CompletionStage<Optional<UserRecord>> user(PrimaryKey key) {
        return row(key).thenApply(found -> found.map(Row::user));
    }

    @Override
    public CompletionStage<Optional<UserRecord>> userBy(UserRecord.Field field, String text) {
        return rowBy(field, text).thenApply(found -> found.map(Row::user));
    }

    @Override
    public CompletionStage<Optional<Row>> row(PrimaryKey key) {
        return rows ? row(key.toString(), user -> user.id().equals(key), () -> lookups.row(key)) : lookups.row(key);
    }

    @Override
    public CompletionStage<Optional<Row>> rowBy(UserRecord.Field field, String text) {
        return switch (field) {
            case PK -> row(text, user -> true, () -> lookups.rowBy(field, text));
            case USERNAME -> lookups.rowBy(field, text);
        };
    }

    /** @param right tells whether the user with this primary key, as text, is meant */
    private CompletionStage<Optional<Row>> row(
            String userId, Predicate<UserRecord> right, Supplier<CompletionStage<Optional<Row>>> read) {
        Optional<Row> remembered = standing(known.recall(userId), right);
        if (remembered.isPresent()) {
            answers.known.increment();
            return CompletableFuture.completedStage(remembered);
        }
        return readOr(read, () -> {
            Optional<Row> old = standing(known.recallStale(userId), right);
            return old.isPresent() ? old : null;
        });
    }

    private static Optional<Row> standing(@Nullable Facts facts, Predicate<UserRecord> right) {
        return Optional.ofNullable(facts)
                .flatMap(each -> Optional.ofNullable(each.user())
                        .filter(UserRecord::active)
                        .filter(right)
                        .map(user -> new Row(user, each.asOf())));
    }

    /** What is read, or, when the database is away, what was known. */
    <T> CompletionStage<T> readOr(Supplier<CompletionStage<T>> read, Supplier<@Nullable T> known) {
        T stale = away.getAsBoolean() ? known.get() : null;
        if (stale != null) {
            answers.stale.increment();
            return CompletableFuture.completedStage(stale);
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        read.get().whenComplete((value, failure) -> {
            T instead = failure == null ? null : known.get();
            if (failure == null) {
                answers.read.increment();
                answer.complete(value);
            } else if (instead != null) {
                answers.stale.increment();
                answer.complete(instead);
            } else {
                answer.completeExceptionally(Failures.cause(failure));
            }
        });
        return answer;
    }

    Answers answers() {
        return answers;
    }

    @Override
    public CompletionStage<Rights> rights(PrimaryKey id) {
        return lookups.rights(id);
    }

    @Override
    public CompletionStage<List<ContentType>> contentTypes() {
        return types.types();
    }

    @Override
    public CompletionStage<Boolean> recordLogin(PrimaryKey id, @Nullable LocalDateTime previous, LocalDateTime now) {
        return lookups.recordLogin(id, previous, now);
    }

    @Override
    public boolean mayRemember(PrimaryKey id) {
        return known.knows(id);
    }

    @Override
    public UserLookups anew() {
        return lookups;
    }
}
