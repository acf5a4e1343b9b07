package dev.carillon.bench.load.run;

import dev.carillon.bench.load.credential.Credentials;
import dev.carillon.bench.load.event.EventTypes;
import dev.carillon.bench.load.event.View;
import dev.carillon.bench.load.plan.Plan;
import dev.carillon.bench.load.plan.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who sees what, counted over all connections.
 *
 * @param reading how many reading clients have each view
 * @param seeing clients that see anything at all: those that can tell when they are subscribed
 */
public record Audience(Map<View, Long> reading, long seeing) {
    public static Audience of(Plan plan, Credentials credentials) {
        EventTypes types = plan.traffic().eventTypes();
        Map<@Nullable Set<Long>, View> views = new HashMap<>();
        Map<View, Long> reading = new HashMap<>();
        long seeing = 0;
        for (int number = 0; number < plan.population().connections(); number++) {
            View view = views.computeIfAbsent(credentials.visible(number), types::view);
            seeing += view.isBlind() ? 0 : 1;
            if (plan.population().roleOf(number) == Role.READING) {
                reading.merge(view, 1L, Long::sum);
            }
        }
        return new Audience(reading, seeing);
    }
}
