package dev.carillon.gateway.e2e;

import java.util.List;

/** Payloads that Django's signal does not make, and that the guide's server passes on or leaves out without harm. */
final class OddPayloads {
    private OddPayloads() {}

    static List<String> legal(Tokens tokens) {
        int order = tokens.type("shop.order");
        int user = tokens.type("auth.user");
        return List.of(
                "  {\"content_type_id\":" + order + "}\n",
                "{\"content_type_id\":\t" + order + " , \"b\" : [1,  2],\"b\":{}}",
                "{\"content_type_id\": " + order + ".0, \"about\": \"equal to the integer\"}",
                "{\"content_type_id\": " + user + ", \"content_type_id\": " + order
                        + ", \"about\": \"the last counts\"}",
                "{\"content_type_id\": true, \"about\": \"equal to 1\"}",
                "{\"content_type_id\": \"" + order + "\", \"about\": \"text\"}",
                "{\"content_type_id\": null}",
                "{\"content_type_id\": 1e400}",
                "{\"content_type_id\": -1}",
                "{\"content_type_id\": 123456789012345678901234567890}",
                "{\"nested\": {\"content_type_id\": " + user + "}, \"content_type_id\": " + order + "}",
                "{\"content\\u005ftype_id\": " + order + ", \"about\": \"an escaped key\"}",
                "{\"about\": \"é 🔔 \\ud83d \\u0000\", \"content_type_id\": " + order + "}",
                "{\"about\": NaN, \"content_type_id\": " + order + "}",
                "{\"about\": \"" + "x".repeat(2 << 20) + "\", \"content_type_id\": " + order + "}");
    }
}
