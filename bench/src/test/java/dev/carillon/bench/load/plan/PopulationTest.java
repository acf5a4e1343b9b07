package dev.carillon.bench.load.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PopulationTest {
    private static Map<Role, Long> roles(int connections, double slow, double stalled) {
        Population population = new Population(connections, slow, stalled, 0.1, 0);
        return IntStream.range(0, connections)
                .mapToObj(population::roleOf)
                .collect(Collectors.groupingBy(role -> role, Collectors.counting()));
    }

    @Test
    void shares_are_met_to_the_connection() {
        assertThat(roles(1000, 0.1, 0.1)).isEqualTo(Map.of(Role.READING, 800L, Role.SLOW, 100L, Role.STALLED, 100L));
        assertThat(roles(1000, 0, 0)).isEqualTo(Map.of(Role.READING, 1000L));
        assertThat(roles(10, 0.3, 0)).isEqualTo(Map.of(Role.READING, 7L, Role.SLOW, 3L));
        assertThat(roles(10, 0, 1)).isEqualTo(Map.of(Role.STALLED, 10L));
        assertThat(roles(20_000, 0.01, 0.03))
                .isEqualTo(Map.of(Role.READING, 19_200L, Role.SLOW, 200L, Role.STALLED, 600L));
    }

    @Test
    void roles_are_spread_over_the_connections() {
        Population population = new Population(1000, 0.05, 0.05, 0.1, 0);
        for (int hundred = 0; hundred < 1000; hundred += 100) {
            assertThat(IntStream.range(hundred, hundred + 100)
                            .filter(number -> population.roleOf(number) != Role.READING))
                    .hasSize(10);
        }
    }

    @Test
    void what_cannot_be_is_refused() {
        assertThatThrownBy(() -> new Population(0, 0, 0, 0.1, 0)).hasMessageContaining("at least one connection");
        assertThatThrownBy(() -> new Population(10, 0.6, 0.6, 0.1, 0)).hasMessageContaining("100%");
        assertThatThrownBy(() -> new Population(10, 0.1, 0.1, 1, 0)).hasMessageContaining("fraction");
    }
}
