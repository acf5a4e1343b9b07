package dev.carillon.bench.jcstress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.infra.runners.TestList;

/** They are run by bench/jcstress, not here; but they must be there for it to find. */
final class StressTestsTest {
    @Test
    void jcstress_finds_every_one() {
        assertThat(TestList.tests())
                .contains(
                        WakeUpStress.class.getName(),
                        TwoWakersStress.class.getName(),
                        AppendStress.class.getName(),
                        EvictionStress.class.getName(),
                        HeadStress.class.getName(),
                        LoopBehindStress.class.getName());
    }
}
