package dev.carillon.gateway.demo;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * An endless stream of events such as a shop's staff makes in Django's admin, byte for byte in the form of the guide's
 * {@code signals.py} on Django 5.2.
 *
 * <p>Any thread. The same seed and clock give the same events.
 */
final class SampleEvents {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int WEIGHTS =
            List.of(SampleModel.values()).stream().mapToInt(SampleModel::weight).sum();

    private final RandomGenerator random;
    private final InstantSource clock;
    private final Set<String> known = new HashSet<>();
    private long orders = 20_416;
    private long shipments = 8_860;

    SampleEvents(long seed, InstantSource clock) {
        this.random = new Random(seed);
        this.clock = clock;
    }

    /** The next event's payload. */
    synchronized byte[] next() {
        return event(anyModel());
    }

    /** The next event's payload, of that content type if it is one of a sample model. */
    synchronized byte[] next(OptionalLong contentTypeId) {
        for (SampleModel model : SampleModel.values()) {
            if (contentTypeId.isPresent() && model.contentTypeId() == contentTypeId.getAsLong()) {
                return event(model);
            }
        }
        return event(anyModel());
    }

    private SampleModel anyModel() {
        int at = random.nextInt(WEIGHTS);
        for (SampleModel model : SampleModel.values()) {
            at -= model.weight();
            if (at < 0) {
                return model;
            }
        }
        throw new AssertionError("weights do not add up");
    }

    private byte[] event(SampleModel model) {
        return switch (model) {
            case ORDER -> order();
            case SHIPMENT -> shipment();
            default -> named(model);
        };
    }

    private byte[] order() {
        if (chance(45)) {
            orders++;
            return payload(SampleModel.ORDER, orders, "ORD-" + orders, "Added." + lines("Added"));
        }
        long id = orders - random.nextInt(12);
        String message = chance(30)
                ? lines("Added").strip()
                : chance(15) ? lines("Deleted").strip() : changed();
        return payload(SampleModel.ORDER, id, "ORD-" + id, message);
    }

    private String changed() {
        return chance(25) ? "Changed Quantity for order line “" + line() + "”." : anyOf(SampleModel.ORDER.messages());
    }

    private String lines(String verb) {
        StringBuilder text = new StringBuilder();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            text.append(' ').append(verb).append(" order line “").append(line()).append("”.");
        }
        return text.toString();
    }

    private String line() {
        return (1 + random.nextInt(6)) + " × " + anyOf(SampleModel.PRODUCT.names());
    }

    private byte[] shipment() {
        boolean added = chance(30);
        shipments += added ? 1 : 0;
        long id = added ? shipments : shipments - random.nextInt(10);
        List<String> places = SampleModel.SHIPMENT.names();
        String place = places.get((int) (id % places.size()));
        // The admin's entry for a deletion has no message.
        String message = added ? "Added." : chance(6) ? "" : anyOf(SampleModel.SHIPMENT.messages());
        return payload(SampleModel.SHIPMENT, id, "SHP-" + id + " to " + place, message);
    }

    private byte[] named(SampleModel model) {
        int index = random.nextInt(model.names().size());
        String name = model.names().get(index);
        boolean added = known.add(name) && chance(40);
        // The first four users are those of the page.
        long id = (long) index + (model == SampleModel.USER ? 5 : 1);
        return payload(model, id, name, added ? "Added." : anyOf(model.messages()));
    }

    private byte[] payload(SampleModel model, long id, String object, String message) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("model", model.label());
        members.put("object", object);
        members.put("message", message);
        members.put("timestamp", isoformat(clock.instant()));
        members.put("user", model.editor());
        members.put("content_type_id", model.contentTypeId());
        members.put("object_id", id);
        return PythonJson.object(members).getBytes(StandardCharsets.US_ASCII);
    }

    /** As Python's {@code datetime.isoformat()} in UTC: microseconds, left out when they are zero. */
    private static String isoformat(Instant instant) {
        int micros = instant.get(ChronoField.MICRO_OF_SECOND);
        String fraction = micros == 0 ? "" : String.format(Locale.ROOT, ".%06d", micros);
        return SECONDS.format(instant) + fraction + "+00:00";
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String anyOf(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
