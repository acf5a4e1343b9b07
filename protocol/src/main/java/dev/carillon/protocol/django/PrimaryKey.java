package dev.carillon.protocol.django;

import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/** A Django model's key, in one of the types that django-sesame can pack. */
public sealed interface PrimaryKey {
    /** Of AutoField and every other integer field. */
    record IntegerKey(long value) implements PrimaryKey {
        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    /** Of UUIDField. */
    record UuidKey(UUID value) implements PrimaryKey {
        @Override
        public String toString() {
            return value.toString();
        }
    }

    /** Of CharField and TextField. */
    record TextKey(String value) implements PrimaryKey {
        @Override
        public String toString() {
            return value;
        }
    }

    /** Of BinaryField. Compared by content; the array must not be changed. */
    @SuppressWarnings("ArrayRecordComponent")
    record BytesKey(byte[] value) implements PrimaryKey {
        /** Of such a key as text; Django has no form for it. */
        public static final String PREFIX = "base64:";

        @Override
        public boolean equals(Object other) {
            return other instanceof BytesKey key && Arrays.equals(value, key.value);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return PREFIX + Base64.getEncoder().encodeToString(value);
        }
    }
}
