package dev.carillon.gateway.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.gateway.e2e.site.DjangoSite;
import java.util.List;
import java.util.Map;

/** Fresh tokens of every user, made by django-sesame; good for 30 s. Also what Django says each user sees. */
record Tokens(Map<String, User> users, Map<String, Integer> types) {
    /** A user's tokens, and the ids of the content types that are visible to them. */
    record User(String token, String expired, List<Integer> visible) {}

    static Tokens of(DjangoSite site) {
        try {
            return new JsonMapper().readValue(site.runResource("tokens.py"), new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    String of(String user) {
        return get(user).token();
    }

    User get(String user) {
        User found = users.get(user);
        if (found == null) {
            throw new IllegalArgumentException("no user " + user);
        }
        return found;
    }

    /** The id of a content type like {@code shop.order}. */
    int type(String label) {
        Integer id = types.get(label);
        if (id == null) {
            throw new IllegalArgumentException("no content type " + label);
        }
        return id;
    }
}
