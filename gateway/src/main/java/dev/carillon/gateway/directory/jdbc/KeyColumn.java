package dev.carillon.gateway.directory.jdbc;

import dev.carillon.gateway.directory.UserDirectory.KeyForm;
import dev.carillon.protocol.django.PrimaryKey;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How Django stores a key, told by the column's type: {@code char(32)} is a UUIDField's (a CharField is a varchar), in
 * hexadecimal digits without hyphens.
 */
enum KeyColumn implements KeyForm {
    INTEGER("int8", PrimaryKey.IntegerKey.class, "whole numbers"),
    UUID_NATIVE("uuid", PrimaryKey.UuidKey.class, "UUIDs"),
    UUID_DIGITS("text", PrimaryKey.UuidKey.class, "UUIDs"),
    TEXT("text", PrimaryKey.TextKey.class, "texts"),
    BYTES("bytea", PrimaryKey.BytesKey.class, "bytes, written as base64:…");

    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{32}");

    private final String arrayType;
    private final Class<? extends PrimaryKey> type;
    private final String words;

    KeyColumn(String arrayType, Class<? extends PrimaryKey> type, String words) {
        this.arrayType = arrayType;
        this.type = type;
        this.words = words;
    }

    /** Null when the column cannot be a key that a token holds. */
    static @Nullable KeyColumn of(ResultSetMetaData columns, int column) throws SQLException {
        String type = columns.getColumnTypeName(column).toUpperCase(Locale.ROOT);
        if (type.equals("UUID")) {
            return UUID_NATIVE;
        }
        if (type.contains("INT") || type.contains("SERIAL")) {
            return INTEGER;
        }
        if (type.contains("BLOB") || type.contains("BINARY") || type.equals("BYTEA")) {
            return BYTES;
        }
        if ((type.equals("CHAR") || type.equals("BPCHAR")) && columns.getPrecision(column) == 32) {
            return UUID_DIGITS;
        }
        return type.contains("CHAR") || type.contains("TEXT") || type.contains("CLOB") ? TEXT : null;
    }

    /** PostgreSQL's name of the type that an array of such keys has. */
    String arrayType() {
        return arrayType;
    }

    Class<? extends PrimaryKey> keyType() {
        return type;
    }

    /** The key as the driver takes it; null when no row of this column can have it. */
    @Nullable
    Object toParameter(PrimaryKey key) {
        return switch (key) {
            case PrimaryKey.IntegerKey(long value) -> this == INTEGER ? value : null;
            case PrimaryKey.UuidKey(UUID value) ->
                switch (this) {
                    case UUID_NATIVE -> value;
                    case UUID_DIGITS -> value.toString().replace("-", "");
                    default -> null;
                };
            case PrimaryKey.TextKey(String value) -> this == TEXT && isStorable(value) ? value : null;
            case PrimaryKey.BytesKey(byte[] value) -> this == BYTES ? value : null;
        };
    }

    /** Those of the keys that a row can have, as the driver takes them. */
    List<Object> toParameters(Collection<PrimaryKey> keys) {
        List<Object> parameters = new ArrayList<>(keys.size());
        for (PrimaryKey key : keys) {
            Object parameter = toParameter(key);
            if (parameter != null) {
                parameters.add(parameter);
            }
        }
        return parameters;
    }

    /** The key that Django writes so; null when it writes no key of this column so. */
    @Nullable
    PrimaryKey parse(String text) {
        return switch (this) {
            case INTEGER -> {
                PrimaryKey.IntegerKey key = integer(text);
                yield key != null && key.toString().equals(text) ? key : null;
            }
            case UUID_NATIVE, UUID_DIGITS -> uuid(text);
            case TEXT -> new PrimaryKey.TextKey(text);
            case BYTES -> bytes(text);
        };
    }

    @Override
    public @Nullable PrimaryKey meant(String text) {
        return switch (this) {
            case INTEGER -> integer(text);
            case UUID_NATIVE, UUID_DIGITS -> uuid(text);
            case TEXT -> isStorable(text) ? new PrimaryKey.TextKey(text) : null;
            case BYTES -> bytes(text);
        };
    }

    @Override
    public String words() {
        return words;
    }

    /** Null when the row holds what Django would not have written. */
    @Nullable
    PrimaryKey read(ResultSet row, int column) throws SQLException {
        if (this == BYTES) {
            byte[] bytes = row.getBytes(column);
            return bytes == null ? null : new PrimaryKey.BytesKey(bytes);
        }
        String text = row.getString(column);
        if (text == null) {
            return null;
        }
        return switch (this) {
            case INTEGER -> integer(text);
            case UUID_NATIVE, UUID_DIGITS -> uuid(text);
            default -> new PrimaryKey.TextKey(text);
        };
    }

    private static PrimaryKey.@Nullable IntegerKey integer(String text) {
        try {
            return new PrimaryKey.IntegerKey(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static PrimaryKey.@Nullable UuidKey uuid(String text) {
        String digits = text.replace("-", "");
        if (!HEX.matcher(digits).matches()) {
            return null;
        }
        return new PrimaryKey.UuidKey(new UUID(
                Long.parseUnsignedLong(digits.substring(0, 16), 16), Long.parseUnsignedLong(digits.substring(16), 16)));
    }

    private static PrimaryKey.@Nullable BytesKey bytes(String text) {
        try {
            return text.startsWith(PrimaryKey.BytesKey.PREFIX)
                    ? new PrimaryKey.BytesKey(
                            Base64.getDecoder().decode(text.substring(PrimaryKey.BytesKey.PREFIX.length())))
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A NUL or half a surrogate pair would make PostgreSQL refuse the whole batch; no stored text holds one. */
    static boolean isStorable(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
