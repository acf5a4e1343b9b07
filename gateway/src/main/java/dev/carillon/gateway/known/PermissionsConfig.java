package dev.carillon.gateway.known;

import dev.carillon.gateway.settings.Setting;
import java.time.Duration;
import java.util.List;

/** How what connected users may see is kept true. */
public record PermissionsConfig(
        @Setting(
                value = "Within this time every connected user is read anew, for changes that nobody told of; in"
                        + " batches of directory.max_batch, one after the other. If the database takes longer than a"
                        + " quarter of this to answer for all of them in turn, it is later: carillon_known_age tells.",
                fallback = "60s")
        Duration sweep,

        @Setting(
                value = "Who comes back within this time is let in by what is known of them, and read anew behind it.",
                fallback = "10s")
        Duration remember,

        @Setting(value = "Users remembered at most after their last connection has ended.", fallback = "100000")
        int maxRemembered,

        @Setting(
                value = "AUTH_USER_MODEL, as app_label.Model, and its proxies, if they are changed in the admin too;"
                        + " events about them have their users read anew.",
                fallback = "auth.User")
        List<String> userModels) {

    public PermissionsConfig {
        userModels = List.copyOf(userModels);
        if (sweep.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("sweep must be at least 1s");
        }
        if (remember.isNegative()) {
            throw new IllegalArgumentException("remember must not be negative");
        }
        if (maxRemembered < 0) {
            throw new IllegalArgumentException("max_remembered must not be negative");
        }
        for (String model : userModels) {
            if (!model.matches("[^.]+\\.[^.]+")) {
                throw new IllegalArgumentException("user_models must be written as app_label.Model");
            }
        }
    }
}
