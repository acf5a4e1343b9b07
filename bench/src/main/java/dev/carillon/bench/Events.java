package dev.carillon.bench;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Events as the guide's Django code publishes them, padded with words to a size. */
public final class Events {
    private static final String[] WORDS = {
        "article",
        "changed",
        "the",
        "title",
        "of",
        "a",
        "page",
        "and",
        "its",
        "author",
        "published",
        "draft",
        "section",
        "in"
    };

    private Events() {}

    /**
     * An event of a content type, exactly so many bytes long; equal for equal arguments.
     *
     * @throws IllegalArgumentException for fewer bytes than its fields take
     */
    public static byte[] event(long contentTypeId, int size) {
        String head = "{\"model\": \"page\", \"object\": \"Opening hours\", \"message\": \"";
        String tail =
                "\", \"timestamp\": \"2026-11-22T10:15:30.123456+00:00\", \"user\": \"ada\", \"content_type_id\": "
                        + contentTypeId + "}";
        int room = size - head.length() - tail.length();
        if (room < 0) {
            throw new IllegalArgumentException("an event takes at least " + (size - room) + " bytes");
        }
        return (head + words(room) + tail).getBytes(StandardCharsets.US_ASCII);
    }

    private static String words(int length) {
        Random random = new Random(length);
        StringBuilder words = new StringBuilder();
        while (words.length() < length) {
            words.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return words.substring(0, length);
    }
}
