package dev.carillon.gateway.truth.told;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Writes down what it is told, in words. */
final class RecordedChanges implements Changes {
    private final List<String> heard = new ArrayList<>();

    List<String> heard() {
        return heard;
    }

    @Override
    public void users(Set<String> ids, Cause cause) {
        hear("users", ids, " " + cause);
    }

    @Override
    public void groups(Set<Long> ids, Cause cause) {
        hear("groups", ids, " " + cause);
    }

    @Override
    public void sessions(Set<String> keys) {
        hear("sessions", keys, "");
    }

    private void hear(String what, Set<?> ids, String end) {
        if (!ids.isEmpty()) {
            heard.add(what + " " + new TreeSet<>(ids) + end);
        }
    }

    @Override
    public void everything(Cause cause) {
        heard.add("everything " + cause);
    }

    @Override
    public void contentTypes() {
        heard.add("content types");
    }
}
