package dev.carillon.gateway.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.carillon.gateway.config.ConfigException.Problem;
import dev.carillon.gateway.config.EffectiveConfig.Given;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one YAML file. Values are taken as they are written, so that a secret key of digits stays text; YAML's own
 * parser messages are not passed on, for they quote the file.
 */
final class YamlSource {
    private static final String QUOTE =
            "quote values that hold ': ' or ' #', end with ':', or begin with one of & * ! | > @ ` % [ { \" '";

    private final String name;
    private final String text;
    private final YAMLParser parser;
    private final GivenValues values;
    private final Set<String> seen = new HashSet<>();

    private YamlSource(String name, String text, YAMLParser parser, GivenValues values) {
        this.name = name;
        this.text = text;
        this.parser = parser;
        this.values = values;
    }

    static void read(Path file, GivenValues values) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            try (YAMLParser parser = new YAMLFactory().createParser(text)) {
                new YamlSource(file.toString(), text, parser, values).document();
            }
        } catch (JsonProcessingException e) {
            values.problem(new Problem(
                    where(file, e.getLocation()), "", "is not valid YAML: check the indentation, and " + QUOTE));
        } catch (NoSuchFileException e) {
            values.problem(new Problem(file.toString(), "", "there is no such file"));
        } catch (AccessDeniedException e) {
            values.problem(new Problem(file.toString(), "", "this user may not read it: check its owner and mode"));
        } catch (IOException e) {
            values.problem(new Problem(file.toString(), "", "cannot be read: it must be a YAML file in UTF-8"));
        }
    }

    private static String where(Path file, @Nullable JsonLocation location) {
        return location == null ? file.toString() : file + ":" + location.getLineNr();
    }

    private void document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_OBJECT) {
            mapping("");
        } else if (first != null
                && first != JsonToken.VALUE_NULL
                && !parser.getText().isEmpty()) {
            problem("", "must hold keys and values, like 'listen: 127.0.0.1:8888'");
            return;
        }
        if (parser.nextToken() != null) {
            problem("", "holds a second document: keep one, and remove the line '---'");
        }
    }

    private void mapping(String prefix) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = prefix + parser.currentName();
            String where = where();
            boolean first = seen.add(key);
            if (!first) {
                problem(key, "stands here a second time: keep one of the two");
            }
            JsonToken token = parser.nextToken();
            if (values.schema().isGroup(key)) {
                group(key, token);
            } else if (token == JsonToken.START_OBJECT) {
                values.refuseKey(key, where, "takes a value, not keys below it");
                parser.skipChildren();
            } else {
                Given given = value(key, where, token);
                if (given != null && first) {
                    values.putKey(key, given);
                }
            }
        }
    }

    private void group(String key, JsonToken token) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            mapping(key + ".");
        } else if (token != JsonToken.VALUE_NULL) {
            problem(key, "is a group: write its keys below it, indented");
            parser.skipChildren();
        }
    }

    private @Nullable Given value(String key, String where, JsonToken token) throws IOException {
        if (token == JsonToken.START_ARRAY) {
            return list(key, where);
        }
        if (!isPlain(key)) {
            return null;
        }
        return new Given(where, token == JsonToken.VALUE_NULL ? null : parser.getText(), null);
    }

    private @Nullable Given list(String key, String where) throws IOException {
        List<String> items = new ArrayList<>();
        boolean good = true;
        for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
            if (item.isStructStart() || item == JsonToken.VALUE_NULL) {
                problem(key, "is a list of single values: this item is none");
                parser.skipChildren();
                good = false;
            } else if (isPlain(key)) {
                items.add(parser.getText());
            } else {
                good = false;
            }
        }
        return good ? new Given(where, null, List.copyOf(items)) : null;
    }

    /** Anchors, aliases and tags are refused: what looks like one is a secret that lacks its quotes. */
    private boolean isPlain(String key) throws IOException {
        Object tag = parser.getTypeId();
        boolean tagged = tag != null && !tag.toString().startsWith("tag:yaml.org,");
        if (parser.isCurrentAlias() || isAnchor() || tagged) {
            problem(key, "is an alias, an anchor or a tag to YAML: put the value in quotes");
            return false;
        }
        return true;
    }

    // Jackson does not tell the anchor of a scalar. SnakeYAML counts code points.
    private boolean isAnchor() {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        return text.codePoints().skip(start).findFirst().orElse(0) == '&';
    }

    private String where() {
        return name + ":" + parser.currentTokenLocation().getLineNr();
    }

    private void problem(String key, String what) {
        values.problem(new Problem(where(), key, what));
    }
}
