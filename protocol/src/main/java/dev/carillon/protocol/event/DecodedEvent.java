package dev.carillon.protocol.event;

/** What a bus message says about who may see it. */
public sealed interface DecodedEvent {
    /** For those who see this content type. */
    record Routed(long contentTypeId) implements DecodedEvent {}

    /** Well-formed, but its {@code content_type_id} equals no content type's id: null, a string, a fraction, too large. */
    record ForNobody() implements DecodedEvent {}

    /** Dropped; the guide's server would exit. */
    record Malformed(Defect defect) implements DecodedEvent {}

    /** What was wrong with a message. */
    enum Defect {
        NOT_JSON("is not JSON"),
        NOT_AN_OBJECT("is JSON, but not an object"),
        NO_CONTENT_TYPE("has no content_type_id"),
        ODD_CONTENT_TYPE("has an array or an object as content_type_id"),
        INVALID_UTF8("is not valid UTF-8"),
        TOO_DEEP("is nested too deeply"),
        TOO_LARGE("is too large");

        private final String words;

        Defect(String words) {
            this.words = words;
        }

        /** Completes the sentence "the event …". */
        public String words() {
            return words;
        }

        /** As a metric's label. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
