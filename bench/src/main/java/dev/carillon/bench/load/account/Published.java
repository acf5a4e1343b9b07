package dev.carillon.bench.load.account;

import java.util.List;

/**
 * What was put on the bus.
 *
 * @param events how many, counted from the first
 * @param refused numbers of those that the bus did not take
 */
public record Published(long events, List<Long> refused) {
    public Published {
        refused = List.copyOf(refused);
    }
}
