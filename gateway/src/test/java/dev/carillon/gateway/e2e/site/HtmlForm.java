package dev.carillon.gateway.e2e.site;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A form of a page, with what it holds: enough of HTML for the forms that Django writes. */
final class HtmlForm {
    private static final Pattern FORM = Pattern.compile("<form\\b([^>]*)>(.*?)</form>", Pattern.DOTALL);
    private static final Pattern CONTROL = Pattern.compile(
            "<input\\b([^>]*)>|<select\\b([^>]*)>(.*?)</select>|<textarea\\b([^>]*)>(.*?)</textarea>", Pattern.DOTALL);
    private static final Pattern OPTION = Pattern.compile("<option\\b([^>]*)>");

    private final List<Field> fields = new ArrayList<>();

    private record Field(String name, String value) {}

    /** The form with this id; without one, the last form that posts: the logout button's form comes before it. */
    static HtmlForm find(String page, String id) {
        Matcher forms = FORM.matcher(page);
        String found = null;
        while (forms.find()) {
            if (id.isEmpty() || attribute(forms.group(1), "id").equals(id)) {
                found = forms.group(2);
            }
        }
        if (found == null) {
            throw new IllegalStateException("the page has no form " + id);
        }
        return new HtmlForm(found);
    }

    private HtmlForm(String html) {
        Matcher controls = CONTROL.matcher(html);
        while (controls.find()) {
            if (controls.group(1) != null) {
                input(controls.group(1));
            } else if (controls.group(2) != null) {
                select(controls.group(2), controls.group(3));
            } else {
                // A line break right after the tag is not part of the text.
                add(
                        attribute(controls.group(4), "name"),
                        unescape(controls.group(5).replaceFirst("^\r?\n", "")));
            }
        }
    }

    private void input(String attributes) {
        boolean checked = has(attributes, "checked");
        switch (attribute(attributes, "type")) {
            case "submit", "button", "file", "image" -> {}
            case "checkbox", "radio" -> {
                if (checked) {
                    String value = attribute(attributes, "value");
                    add(attribute(attributes, "name"), value.isEmpty() ? "on" : value);
                }
            }
            default -> add(attribute(attributes, "name"), attribute(attributes, "value"));
        }
    }

    private void select(String attributes, String options) {
        String name = attribute(attributes, "name");
        Matcher option = OPTION.matcher(options);
        while (option.find()) {
            if (has(option.group(1), "selected")) {
                add(name, attribute(option.group(1), "value"));
            }
        }
    }

    void add(String name, String value) {
        if (!name.isEmpty()) {
            fields.add(new Field(name, value));
        }
    }

    void remove(String name) {
        fields.removeIf(field -> field.name().equals(name));
    }

    /** Sets a field to one value, or to several that are parted by line breaks; none for the empty name of a box. */
    void set(String name, String value) {
        remove(name);
        value.lines().forEach(line -> add(name, line));
        if (value.isEmpty()) {
            add(name, "");
        }
    }

    String encoded() {
        return fields.stream()
                .map(field -> encode(field.name()) + "=" + encode(field.value()))
                .collect(Collectors.joining("&"));
    }

    /** What a page says is wrong with a form. */
    static String errors(String page) {
        Matcher errors =
                Pattern.compile("<ul class=\"errorlist.*?</ul>", Pattern.DOTALL).matcher(page);
        return errors.results().map(result -> result.group()).collect(Collectors.joining(" "));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String attribute(String attributes, String name) {
        Matcher matcher = Pattern.compile("(?:^|\\s)" + name + "=\"([^\"]*)\"").matcher(attributes);
        return matcher.find() ? unescape(matcher.group(1)) : "";
    }

    private static boolean has(String attributes, String word) {
        return Pattern.compile("(?:^|\\s)" + word + "(?:\\s|=|/|$)")
                .matcher(attributes)
                .find();
    }

    private static String unescape(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#x27;", "'")
                .replace("&amp;", "&");
    }
}
