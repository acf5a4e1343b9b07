package dev.carillon.gateway.demo;

import java.util.List;

/**
 * A model of the sample site whose changes the sample events tell.
 *
 * <p>The content type ids are those of {@code site.sql}; a test holds them together.
 */
enum SampleModel {
    CATEGORY(
            7,
            2,
            "edith",
            List.of("Garden", "Café & thé", "Kitchen", "Stationery", "Outdoor", "Épicerie fine"),
            List.of("Changed Name.", "Changed Description.", "Changed Name and Parent.", "No fields changed.")),
    PRODUCT(
            8,
            9,
            "edith",
            List.of(
                    "Café crème, 250 g",
                    "Olive wood board",
                    "Enamel teapot",
                    "Gyokuro, 100 g",
                    "Linen apron",
                    "Beeswax candle",
                    "Copper watering can",
                    "Dotted notebook A5",
                    "Fountain pen “Étude”",
                    "Wool blanket",
                    "Stoneware mug",
                    "Secateurs no. 8",
                    "Piment d’Espelette",
                    "Smörgås knife"),
            List.of(
                    "Changed Price.",
                    "Changed Price.",
                    "Changed Stock.",
                    "Changed Stock.",
                    "Changed Name and Price.",
                    "Changed Description.",
                    "Changed Category, Price and Stock.",
                    "No fields changed.")),
    ORDER(9, 9, "root", List.of(), List.of("Changed Paid.", "Changed Status.", "Changed Address.")),
    SHIPMENT(
            11,
            6,
            "root",
            List.of("Lyon", "Kraków", "Porto", "Aarhus", "Gent", "Malmö", "Bologna", "Zürich"),
            List.of(
                    "Changed Status.",
                    "Changed Status.",
                    "Changed Carrier and Tracking number.",
                    "Changed Expected delivery.")),
    ARTICLE(
            12,
            4,
            "edith",
            List.of(
                    "How we pack fragile things",
                    "Spring opening hours",
                    "Le jardin en avril",
                    "Meet the potters of Dieulefit",
                    "Shipping to Norway is back",
                    "Five teas for a long evening",
                    "Why our candles smell of nothing"),
            List.of(
                    "Changed Body.",
                    "Changed Body.",
                    "Changed Title and Body.",
                    "Changed Published.",
                    "Changed Summary.")),
    USER(
            4,
            2,
            "root",
            List.of("amelie", "tomasz", "ingrid", "bruno"),
            List.of(
                    "Changed Groups and User permissions.",
                    "Changed password.",
                    "Changed Active.",
                    "Changed Email address.")),
    GROUP(3, 1, "root", List.of("Logistics", "Newsroom", "Customer care"), List.of("Changed Permissions."));

    private final long contentTypeId;
    private final int weight;
    private final String editor;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> names;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> messages;

    SampleModel(long contentTypeId, int weight, String editor, List<String> names, List<String> messages) {
        this.contentTypeId = contentTypeId;
        this.weight = weight;
        this.editor = editor;
        this.names = names;
        this.messages = messages;
    }

    long contentTypeId() {
        return contentTypeId;
    }

    /** How often it changes, relative to the others. */
    int weight() {
        return weight;
    }

    /** The login name of whoever changes it in the admin. */
    String editor() {
        return editor;
    }

    /** What its objects are called; for shipments, where they go. */
    List<String> names() {
        return names;
    }

    /** What the admin says of a change; a likelier message stands more than once. */
    List<String> messages() {
        return messages;
    }

    /** Its verbose name, as in an event. */
    String label() {
        return switch (this) {
            case CATEGORY -> "category";
            case PRODUCT -> "product";
            case ORDER -> "order";
            case SHIPMENT -> "shipment";
            case ARTICLE -> "article";
            case USER -> "user";
            case GROUP -> "group";
        };
    }
}
