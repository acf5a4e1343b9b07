package dev.carillon.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.protocol.frame.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class AudienceIndexTest {
    private static final int TYPES = 12;

    private final AudienceIndex index = new AudienceIndex();
    private final List<Audience> open = new ArrayList<>();

    @Test
    void every_type_leads_to_those_who_see_it_whoever_opens_and_closes() {
        Random chance = new Random(1);
        for (int i = 0; i < 2000; i++) {
            if (open.isEmpty() || chance.nextInt(100) < 55) {
                Audience audience = audience(chance);
                index.add(audience);
                open.add(audience);
            } else {
                index.remove(open.remove(chance.nextInt(open.size())));
            }
            assertConsistent();
        }
    }

    private static Audience audience(Random chance) {
        long[] seen =
                LongStream.range(0, TYPES).filter(type -> chance.nextBoolean()).toArray();
        return new Audience(new AudienceKey(VisibleTypes.of(seen), WireFormat.PLAIN));
    }

    private void assertConsistent() {
        for (long type = 0; type < TYPES; type++) {
            long each = type;
            assertThat(index.of(type))
                    .containsExactlyInAnyOrderElementsOf(open.stream()
                            .filter(audience -> audience.types().contains(each))
                            .toList());
        }
    }
}
