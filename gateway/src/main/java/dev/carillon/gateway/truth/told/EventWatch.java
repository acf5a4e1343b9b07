package dev.carillon.gateway.truth.told;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.directory.ContentType;
import dev.carillon.gateway.known.KnownTypes;
import dev.carillon.gateway.known.PermissionsConfig;
import dev.carillon.gateway.loops.Occasionally;
import dev.carillon.protocol.event.EventDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads in the site's own events that a user, a group or a permission was changed in the admin: nothing need be set up for
 * it. On the bus thread, before the event is appended; for all other events it is a comparison of numbers.
 */
public final class EventWatch {
    private static final Duration UNKNOWN_PAUSE = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(EventWatch.class);
    private static final Set<String> GROUP = Set.of("auth.group");
    private static final Set<String> PERMISSION = Set.of("auth.permission");

    private final KnownTypes types;
    private final Set<String> userModels;
    private final EventDecoder decoder;
    private final Changes changes;
    private Watched watched =
            new Watched(null, VisibleTypes.of(), VisibleTypes.of(), VisibleTypes.of(), VisibleTypes.of());
    private final Occasionally questions = new Occasionally(UNKNOWN_PAUSE, System::nanoTime);

    /** The ids of this installation, and the list that they were found in. */
    private record Watched(
            @Nullable List<ContentType> source,
            VisibleTypes all,
            VisibleTypes users,
            VisibleTypes groups,
            VisibleTypes permissions) {}

    public EventWatch(KnownTypes types, PermissionsConfig config, EventDecoder decoder, Changes changes) {
        this.types = types;
        this.userModels = Set.copyOf(
                config.userModels().stream().map(EventWatch::label).distinct().toList());
        this.decoder = decoder;
        this.changes = changes;
    }

    /** As content types have it: Django keeps the model's name in lower case. */
    private static String label(String model) {
        int dot = model.indexOf('.');
        return model.substring(0, dot + 1) + model.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** An event has come. */
    public void seen(long contentTypeId, byte[] payload) {
        Watched now = watched();
        if (!now.all.contains(contentTypeId)) {
            unknown();
        } else if (now.users.contains(contentTypeId)) {
            String id = decoder.objectId(payload);
            if (id != null) {
                changes.users(Set.of(id), Cause.EVENT);
            }
        } else if (now.groups.contains(contentTypeId)) {
            group(decoder.objectId(payload));
        } else if (now.permissions.contains(contentTypeId)) {
            changes.everything(Cause.EVENT);
        }
    }

    private void group(@Nullable String id) {
        try {
            if (id != null) {
                changes.groups(Set.of(Long.parseLong(id)), Cause.EVENT);
            }
        } catch (NumberFormatException e) {
            // Not a key of auth.Group: whoever wrote it, it is no change of one.
        }
    }

    /** A migration may have made it; asked for now and then, since anything may stand there. */
    private void unknown() {
        questions.run(times -> changes.contentTypes());
    }

    @SuppressWarnings("ReferenceEquality") // the very list: it is another object when something has changed
    private Watched watched() {
        List<ContentType> latest = types.latest();
        if (latest != watched.source && latest != null) {
            watched = new Watched(
                    latest,
                    ids(latest, label -> true),
                    ids(latest, userModels::contains),
                    ids(latest, GROUP::contains),
                    ids(latest, PERMISSION::contains));
            if (watched.users.size() == 0) {
                LOG.warn(
                        "there is no content type {} (permissions.user_models): what is changed of users in the admin is"
                                + " noticed by the sweep only",
                        userModels);
            }
        }
        return watched;
    }

    private static VisibleTypes ids(List<ContentType> types, Predicate<String> wanted) {
        return VisibleTypes.of(types.stream()
                .filter(type -> wanted.test(type.appLabel() + "." + type.model()))
                .mapToLong(ContentType::id)
                .toArray());
    }
}
