package dev.carillon.bench.load.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class RangesTest {
    @Test
    void it_holds_what_a_plain_set_would_through_any_changes() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 200; round++) {
            Ranges ranges = new Ranges();
            TreeSet<Long> set = new TreeSet<>();
            long end = 0;
            for (int i = 0; i < 60; i++) {
                if (random.nextBoolean()) {
                    long from = end + random.nextLong(3);
                    end = from + random.nextLong(6);
                    ranges.append(from, end);
                    for (long number = from; number < end; number++) {
                        set.add(number);
                    }
                } else {
                    long number = random.nextLong(end + 2);
                    assertThat(ranges.remove(number)).isEqualTo(set.remove(number));
                }
                assertThat(ranges.size()).isEqualTo(set.size());
            }
            TreeSet<Long> listed = new TreeSet<>();
            for (int i = 0; i < ranges.ranges(); i++) {
                for (long number = ranges.first(i); number <= ranges.last(i); number++) {
                    listed.add(number);
                }
            }
            assertThat(listed).isEqualTo(set);
        }
    }

    @Test
    void neighbours_become_one_range() {
        Ranges ranges = new Ranges();
        ranges.append(1, 3);
        ranges.append(3, 5);
        ranges.append(9, 10);
        assertThat(ranges.ranges()).isEqualTo(2);
        assertThat(ranges.last(0)).isEqualTo(4);
    }

    @Test
    void what_lies_below_the_end_is_refused() {
        Ranges ranges = new Ranges();
        ranges.append(5, 8);
        assertThatThrownBy(() -> ranges.append(7, 9)).isInstanceOf(IllegalArgumentException.class);
    }
}
