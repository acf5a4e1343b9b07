package dev.carillon.gateway.support;

import dev.carillon.gateway.access.ViewOrChange;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.UserDirectory;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.loops.BlockingWork;
import dev.carillon.gateway.support.why.Standing;
import dev.carillon.protocol.django.PrimaryKey;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the database for those who ask why, past everything that is remembered. Any thread. */
final class StandingReader {
    private final UserDirectory directory;
    private final BlockingWork work;

    StandingReader(UserDirectory directory, BlockingWork work) {
        this.directory = directory;
        this.work = work;
    }

    /**
     * Completes on any thread; fails with a {@link Refusal} where there is no such content type, or where the database is
     * needed to know who is meant and does not answer.
     */
    CompletionStage<Standing> read(Who who, String type) {
        return work.submit(() -> {
            try {
                return standing(who, type);
            } catch (DirectoryException e) {
                return withoutDatabase(who, type, e);
            }
        });
    }

    /** Whose connections are meant; the database is asked for names only, and fails as {@link #read} does. */
    CompletionStage<Whose> whose(Who who) {
        return switch (who) {
            case Who.ById id -> CompletableFuture.completedStage(whose(id));
            case Who.ByName name ->
                work.submit(() -> {
                    UserRecord user = find(name);
                    if (user == null) {
                        throw new Refusal(404, "there is no " + name);
                    }
                    return Whose.of(user);
                });
        };
    }

    Whose whose(Who.ById who) {
        String key = key(who.id());
        return new Whose(key, key == null ? Set.of(who.id()) : Set.copyOf(List.of(who.id(), key)));
    }

    /** In its one form; null where no user can have it. */
    private @Nullable String key(String id) {
        UserDirectory.KeyForm form = directory.keyForm();
        return form == null ? id : Objects.toString(form.meant(id), null);
    }

    /** What the primary keys of the table are, in words. */
    String keys() {
        UserDirectory.KeyForm form = directory.keyForm();
        return form == null ? "not known yet" : form.words();
    }

    private Standing standing(Who who, String asked) throws DirectoryException, Refusal {
        ContentType type = type(directory.contentTypes(), asked);
        UserRecord user = find(who);
        if (user == null) {
            return new Standing(type, null, Set.of(), null);
        }
        PrimaryKey id = user.id();
        return new Standing(
                type,
                user,
                directory
                        .provenance(Set.of(id), Set.copyOf(ViewOrChange.of(type)))
                        .getOrDefault(id, Set.of()),
                null);
    }

    private @Nullable UserRecord find(Who who) throws DirectoryException {
        return switch (who) {
            case Who.ByName name ->
                directory
                        .usersBy(UserRecord.Field.USERNAME, Set.of(name.name()))
                        .get(name.name());
            case Who.ById id -> byKey(key(id.id()));
        };
    }

    private @Nullable UserRecord byKey(@Nullable String key) throws DirectoryException {
        return key == null
                ? null
                : directory.usersBy(UserRecord.Field.PK, Set.of(key)).get(key);
    }

    private static Standing withoutDatabase(Who who, String asked, DirectoryException failure) throws Refusal {
        if (who instanceof Who.ById && isNumber(asked)) {
            return new Standing(unnamed(asked), null, Set.of(), String.valueOf(failure.getMessage()));
        }
        throw new Refusal(
                503,
                "the database cannot be asked now (" + failure.getMessage()
                        + "); without it, name the user and the content type by their ids");
    }

    private static ContentType unnamed(String id) {
        return new ContentType(Long.parseLong(id), "", "");
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d{1,18}");
    }

    private static ContentType type(List<ContentType> types, String asked) throws Refusal {
        for (ContentType type : types) {
            boolean meant = isNumber(asked)
                    ? type.id() == Long.parseLong(asked)
                    : asked.equals(type.appLabel() + "." + type.model().toLowerCase(Locale.ROOT))
                            || asked.equals(type.appLabel() + "." + type.model());
            if (meant) {
                return type;
            }
        }
        if (types.isEmpty() && isNumber(asked)) {
            // Without a site there is nobody who names them.
            return unnamed(asked);
        }
        throw new Refusal(404, "there is no content type " + asked + "; " + hint(types, asked));
    }

    private static String hint(List<ContentType> types, String asked) {
        String app = asked.contains(".") ? asked.substring(0, asked.indexOf('.')) : "";
        String models = types.stream()
                .filter(type -> type.appLabel().equals(app))
                .map(type -> app + "." + type.model())
                .sorted()
                .collect(Collectors.joining(", "));
        if (!models.isEmpty()) {
            return "the app " + app + " has " + models;
        }
        return "say its id, or app_label.model with an app of: "
                + types.stream().map(ContentType::appLabel).distinct().sorted().collect(Collectors.joining(", "));
    }
}
