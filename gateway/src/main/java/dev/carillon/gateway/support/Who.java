package dev.carillon.gateway.support;

import org.jspecify.annotations.Nullable;

/** Whom a request is about. */
sealed interface Who {
    /** By primary key, as Django's {@code str(user.pk)}. */
    record ById(String id) implements Who {
        @Override
        public String toString() {
            return "user " + id;
        }
    }

    /** By login name. */
    record ByName(String name) implements Who {
        @Override
        public String toString() {
            return "user named " + name;
        }
    }

    /**
     * From a request's two ways to name a user, the first of which may also be {@code username:NAME}.
     *
     * @throws Refusal where neither or both are given
     */
    static Who of(@Nullable String user, @Nullable String username) throws Refusal {
        if (user != null && username != null) {
            throw new Refusal(400, "say either user or username, not both");
        }
        String prefix = "username:";
        String name = user != null && user.startsWith(prefix) ? user.substring(prefix.length()) : username;
        if (name != null && !name.isEmpty()) {
            return new ByName(name);
        }
        if (name != null || user == null || user.isEmpty()) {
            throw new Refusal(400, "say whom: user=ID, or user=username:NAME");
        }
        return new ById(user);
    }
}
