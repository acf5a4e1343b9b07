package dev.carillon.gateway.directory.jdbc;

import dev.carillon.gateway.directory.DjangoConfig;
import dev.carillon.gateway.directory.database.Dialect;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How Django stores times: PostgreSQL holds an instant, MySQL and SQLite a time without zone (SQLite as text), which
 * is UTC with USE_TZ and local time of TIME_ZONE without. In code it is what Python sees.
 */
final class StoredTimes {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
    private static final DateTimeFormatter LENIENT = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd")
            .appendPattern("[ ]['T']HH:mm[:ss]")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .optionalEnd()
            .appendPattern("[XXX]")
            .toFormatter(Locale.ROOT);

    private final Dialect dialect;
    private final ZoneId zone;

    StoredTimes(Dialect dialect, DjangoConfig django) {
        this.dialect = dialect;
        this.zone = django.useTz() ? ZoneOffset.UTC : django.timeZone();
    }

    /** @throws java.time.DateTimeException when it is not a time */
    @Nullable
    LocalDateTime read(ResultSet row, int column) throws SQLException {
        return switch (dialect) {
            case POSTGRESQL -> {
                OffsetDateTime instant = row.getObject(column, OffsetDateTime.class);
                yield instant == null ? null : instant.atZoneSameInstant(zone).toLocalDateTime();
            }
            case MYSQL -> row.getObject(column, LocalDateTime.class);
            case SQLITE -> {
                String text = row.getString(column);
                yield text == null ? null : parse(text);
            }
        };
    }

    /** The moment; null where there is none. Of an hour that the clocks pass twice, the first. */
    @Nullable
    Instant readInstant(ResultSet row, int column) throws SQLException {
        LocalDateTime local = read(row, column);
        return local == null ? null : local.atZone(zone).toInstant();
    }

    /** As Django would write it. */
    Object toParameter(LocalDateTime time) {
        return forms(time).getFirst();
    }

    /** Everything that {@link #read} would have read as this time: two instants in the hour when clocks are set back. */
    List<Object> forms(LocalDateTime time) {
        LocalDateTime micros = time.truncatedTo(ChronoUnit.MICROS);
        return switch (dialect) {
            case POSTGRESQL -> instants(micros);
            case MYSQL -> List.of(micros);
            case SQLITE ->
                micros.get(ChronoField.NANO_OF_SECOND) == 0
                        ? List.of(SECONDS.format(micros), MICROSECONDS.format(micros))
                        : List.of(MICROSECONDS.format(micros));
        };
    }

    private List<Object> instants(LocalDateTime time) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
        if (offsets.isEmpty()) {
            return List.of(time.atZone(zone).toOffsetDateTime());
        }
        return offsets.stream()
                .<Object>map(offset -> time.atOffset(offset).withOffsetSameInstant(ZoneOffset.UTC))
                .toList();
    }

    private LocalDateTime parse(String text) {
        TemporalAccessor time = LENIENT.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        return time instanceof OffsetDateTime instant
                ? instant.atZoneSameInstant(zone).toLocalDateTime()
                : LocalDateTime.from(time);
    }
}
