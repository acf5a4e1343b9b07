package dev.carillon.gateway.directory;

import dev.carillon.protocol.django.PrimaryKey;
import dev.carillon.protocol.session.SessionKey;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A directory in which everybody but user 0 exists, and each query takes until it is let go. */
final class BlockingDirectory implements UserDirectory {
    final List<Object> asked = new CopyOnWriteArrayList<>();
    final AtomicInteger underWay = new AtomicInteger();
    final AtomicInteger mostUnderWay = new AtomicInteger();
    private final Semaphore letGo = new Semaphore(0);
    private volatile @Nullable String failure;
    private int version;

    void letGo(int queries) {
        letGo.release(queries);
    }

    /** Every query that ends from now on fails so; null: none. */
    void fail(@Nullable String message) {
        failure = message;
    }

    @Override
    public @Nullable KeyForm keyForm() {
        return null;
    }

    @Override
    public Map<PrimaryKey, UserRecord> users(Set<PrimaryKey> keys) throws DirectoryException {
        block(Set.copyOf(keys));
        Map<PrimaryKey, UserRecord> users = new HashMap<>();
        for (PrimaryKey key : keys) {
            if (!key.toString().equals("0")) {
                users.put(key, new UserRecord(key, "user" + key, null, "", null, true, false));
            }
        }
        return users;
    }

    @Override
    public Map<SessionKey, SessionRow> sessions(Set<SessionKey> keys) {
        return Map.of();
    }

    @Override
    public Map<String, UserRecord> usersBy(UserRecord.Field field, Set<String> texts) throws DirectoryException {
        block(field + " " + new TreeSet<>(texts));
        PrimaryKey key = new PrimaryKey.IntegerKey(7);
        return Map.of("ada", new UserRecord(key, "ada", null, "", null, true, false));
    }

    @Override
    public Map<PrimaryKey, Rights> rights(Set<PrimaryKey> ids) throws DirectoryException {
        block(Set.copyOf(ids));
        return Map.of(ids.iterator().next(), new Rights(Set.of("shop.view_order"), Set.of(1L)));
    }

    @Override
    public Map<PrimaryKey, Account> accounts(Set<PrimaryKey> ids) throws DirectoryException {
        Map<PrimaryKey, Account> accounts = new HashMap<>();
        users(ids).forEach((id, user) -> accounts.put(id, new Account(user, Rights.NONE)));
        return accounts;
    }

    @Override
    public Map<PrimaryKey, Set<Provenance>> provenance(Set<PrimaryKey> ids, Set<String> permissions) {
        return Map.of();
    }

    @Override
    public List<ContentType> contentTypes() throws DirectoryException {
        int current = ++version;
        block("content types");
        return List.of(new ContentType(current, "shop", "order"));
    }

    @Override
    public boolean recordLogin(PrimaryKey id, @Nullable LocalDateTime previous, LocalDateTime now)
            throws DirectoryException {
        block("login");
        return asked.stream().filter("login"::equals).count() == 1;
    }

    @Override
    public void close() {}

    private void block(Object what) throws DirectoryException {
        asked.add(what);
        mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try {
            if (!letGo.tryAcquire(60, TimeUnit.SECONDS)) {
                throw new DirectoryException("the test did not let the query go");
            }
        } catch (InterruptedException e) {
            throw new DirectoryException("interrupted", e);
        } finally {
            underWay.decrementAndGet();
        }
        String message = failure;
        if (message != null) {
            throw new DirectoryException(message);
        }
    }
}
