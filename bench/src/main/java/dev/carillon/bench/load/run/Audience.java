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
 * @param deliveries that a message of each content type makes
 */
public record Audience(Map<View, Long> reading, long seeing, long deliveries) {
    public static Audience of(Plan plan, Credentials credentials) {
        EventTypes turn = plan.traffic().eventTypes();
        Map<@Nullable Set<Long>, View> views = new HashMap<>();
        Map<View, Long> reading = new HashMap<>();
        Set<Long> types = Set.copyOf(plan.traffic().types());
        long seeing = 0;
        long deliveries = 0;
        for (int number = 0; number < plan.population().connections(); number++) {
            Set<Long> visible = credentials.visible(number);
            View view = views.computeIfAbsent(visible, turn::view);
            deliveries += visible == null
                    ? types.size()
                    : types.stream().filter(visible::contains).count();
            seeing += view.isBlind() ? 0 : 1;
            if (plan.population().roleOf(number) == Role.READING) {
                reading.merge(view, 1L, Long::sum);
            }
        }
        return new Audience(reading, seeing, deliveries);
    }
}
