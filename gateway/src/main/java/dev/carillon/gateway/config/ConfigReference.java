package dev.carillon.gateway.config;

/** The reference of all settings in Markdown, made from the annotations; {@code CONFIGURATION.md} holds it. */
public final class ConfigReference {
    private static final String HEAD = """
            # Configuration

            Made from the code by `carillon config --reference > gateway/CONFIGURATION.md`; a test holds the two together.

            Carillon reads one YAML file (`--config FILE`), and environment variables over it. Both are optional: without
            them everything has the default below. Only `django.secret_key` and `django.database` have none.

            - A key like `redis.url` is written in YAML as `url:` below `redis:`. Its variable is `CARILLON_REDIS_URL`.
            - Durations: `500ms`, `20s`, `1m`, `1h`; a bare number is seconds. Sizes: `64KiB`, `1MiB`, or bytes.
            - Lists: a YAML list, or one text with commas. Where an item itself holds a comma, as a secret key may, a
              variable can hold a JSON array: `["first", "second"]`.
            - Every secret can be read from a file instead, as Docker, Kubernetes and systemd hand them over: put `_file`
              behind the key or `_FILE` behind the variable, as in `CARILLON_DJANGO_SECRET_KEY_FILE=/run/secrets/key`.
              One line end at the end of the file is dropped; a file of several secrets holds one a line.
            - Quote secrets in YAML, for they may hold characters that mean something there.
            - Unknown keys and unknown variables that begin with `CARILLON_` are refused. Apart from those below there are
              `CARILLON_JAVA_HOME` (the JDK to use) and `CARILLON_JAVA_OPTS` (options for it), which the launcher reads.
              What Kubernetes sets for a service named `carillon` is passed over.

            `carillon config` prints what is in effect, and where each value comes from.
            """;

    private ConfigReference() {}

    public static String markdown() {
        StringBuilder out = new StringBuilder(HEAD);
        String group = "-";
        for (Schema.Entry entry : ConfigReader.SCHEMA.entries()) {
            if (!entry.group().equals(group)) {
                group = entry.group();
                out.append("\n## ")
                        .append(group.isEmpty() ? "Top level" : '`' + group + '`')
                        .append("\n\n");
                out.append("| Key | Variable | Default | Meaning |\n|---|---|---|---|\n");
            }
            out.append(row(entry));
        }
        return out.toString();
    }

    private static String row(Schema.Entry entry) {
        String fallback = entry.setting().fallback();
        String meaning = entry.setting().value().replace("|", "\\|").replace("<", "&lt;");
        String secret = entry.isSecret() ? " Secret." : "";
        return "| `" + entry.key() + "` | `" + entry.variable() + "` | "
                + (fallback.isEmpty() ? "" : "`" + fallback + "`") + " | " + meaning + secret + " |\n";
    }
}
