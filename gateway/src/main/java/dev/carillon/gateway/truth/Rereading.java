package dev.carillon.gateway.truth;

import dev.carillon.gateway.access.ModelBackendPermissions;
import dev.carillon.gateway.access.View;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.UserDirectory.Account;
import dev.carillon.gateway.known.Facts;
import dev.carillon.gateway.known.Known;
import dev.carillon.protocol.django.PrimaryKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads users and what they may see, and hands it to those who know. Any thread. */
public final class Rereading implements ReadQueue.Reader {
    private final Accounts accounts;
    private final ModelBackendPermissions permissions;
    private final Known known;
    private final int maxBatch;

    /** Where users are read from, as of no earlier than the call; who is left out does not exist. */
    public interface Accounts {
        CompletionStage<Map<PrimaryKey, Account>> read(Set<PrimaryKey> ids);
    }

    /** @param maxBatch users read at once at most */
    public Rereading(Accounts accounts, ModelBackendPermissions permissions, Known known, int maxBatch) {
        this.accounts = accounts;
        this.permissions = permissions;
        this.known = known;
        this.maxBatch = maxBatch;
    }

    @Override
    public CompletionStage<?> read(Set<PrimaryKey> users) {
        long asOf = known.numbers().next();
        return accounts.read(users).thenCombine(contentTypes(), (found, all) -> {
            known.users().apply(facts(users, found, all, asOf));
            return null;
        });
    }

    @Override
    public int maxBatch() {
        return maxBatch;
    }

    private CompletionStage<List<ContentType>> contentTypes() {
        List<ContentType> latest = known.types().latest();
        return latest == null ? known.types().read() : CompletableFuture.completedStage(latest);
    }

    private List<Facts> facts(Set<PrimaryKey> users, Map<PrimaryKey, Account> found, List<ContentType> all, long asOf) {
        List<Facts> facts = new ArrayList<>(users.size());
        for (PrimaryKey id : users) {
            Account account = found.get(id);
            facts.add(
                    account == null
                            ? new Facts(id, null, View.NOTHING, asOf)
                            : new Facts(
                                    id, account.user(), permissions.view(account.user(), account.rights(), all), asOf));
        }
        return facts;
    }
}
