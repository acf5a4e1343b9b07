package dev.carillon.gateway.config;

import dev.carillon.gateway.config.ConfigException.Problem;
import dev.carillon.gateway.config.EffectiveConfig.Given;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes one record of given and default values. A compact constructor refuses the first value it does not like; so that
 * the operator learns of all of them, the refused one is put back to its default and the record tried again.
 */
final class RecordBinder {
    private final GivenValues values;
    private final Class<?> type;
    private final String prefix;
    private final Map<String, @Nullable Object> arguments = new HashMap<>();
    private final List<Schema.Entry> changed = new ArrayList<>();
    private final Set<String> reported = new HashSet<>();
    private boolean complete = true;

    private RecordBinder(GivenValues values, Class<?> type, String prefix) {
        this.values = values;
        this.type = type;
        this.prefix = prefix;
    }

    /** Null where a problem was reported. */
    static <R extends Record> @Nullable R bind(GivenValues values, Class<R> type) {
        return type.cast(new RecordBinder(values, type, "").bind());
    }

    private @Nullable Object bind() {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = Schema.snakeCase(component.getName());
            if (Schema.isGroup(component)) {
                Object group = new RecordBinder(values, component.getType(), prefix + name + ".").bind();
                complete &= group != null;
                arguments.put(name, group);
            } else {
                setting(name);
            }
        }
        return complete ? construct() : null;
    }

    private void setting(String name) {
        Schema.Entry entry = values.schema().byKey(prefix + name);
        if (entry == null) {
            throw new IllegalStateException(prefix + name + " is not in the schema");
        }
        arguments.put(name, SettingValue.fallback(entry));
        Given given = values.given().get(entry.key());
        if (given == null) {
            return;
        }
        try {
            Object value = SettingValue.parse(entry, given);
            ValueForms.check(entry.key(), value);
            arguments.put(name, value);
            changed.add(entry);
        } catch (IllegalArgumentException e) {
            report(entry, e.getMessage());
        }
    }

    private @Nullable Object construct() {
        while (true) {
            Attempt attempt = attempt(arguments);
            if (attempt.refusal() == null) {
                return reported.isEmpty() ? attempt.made() : null;
            }
            String refusal = attempt.refusal();
            if (reported.stream().anyMatch(name -> names(refusal, name))) {
                return null;
            }
            Schema.Entry culprit = culprit(refusal);
            if (culprit == null) {
                values.problem(new Problem(whereOf(refusal), prefix.replaceFirst("\\.$", ""), refusal));
                return null;
            }
            report(culprit, refusal);
            changed.remove(culprit);
            arguments.put(culprit.name(), SettingValue.fallback(culprit));
        }
    }

    /** The changed setting that is refused in the same words when it alone is changed, or else one the words name. */
    private Schema.@Nullable Entry culprit(String refusal) {
        for (Schema.Entry entry : changed) {
            Map<String, @Nullable Object> alone = new HashMap<>(arguments);
            changed.stream()
                    .filter(other -> !other.equals(entry))
                    .forEach(other -> alone.put(other.name(), SettingValue.fallback(other)));
            if (refusal.equals(attempt(alone).refusal())) {
                return entry;
            }
        }
        return changed.stream()
                .filter(entry -> names(refusal, entry.name()))
                .findFirst()
                .orElse(null);
    }

    private String whereOf(String refusal) {
        return values.given().entrySet().stream()
                .filter(entry -> names(refusal, entry.getKey()))
                .map(entry -> entry.getValue().where())
                .sorted()
                .findFirst()
                .orElse("configuration");
    }

    private static boolean names(String text, String name) {
        return Pattern.compile("\\b" + Pattern.quote(name) + "\\b")
                .matcher(text)
                .find();
    }

    private void report(Schema.Entry entry, @Nullable String what) {
        Given given = values.given().get(entry.key());
        String where = given == null ? "default" : given.where();
        values.problem(new Problem(where, entry.key(), String.valueOf(what)));
        reported.add(entry.name());
    }

    private Attempt attempt(Map<String, @Nullable Object> by) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] ordered = Arrays.stream(components)
                .map(component -> by.get(Schema.snakeCase(component.getName())))
                .toArray();
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return new Attempt(constructor.newInstance(ordered), null);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                return new Attempt(null, String.valueOf(refusal.getMessage()));
            }
            throw new IllegalStateException("cannot make a " + type.getSimpleName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getSimpleName(), e);
        }
    }

    /** What the constructor made, or in which words it refused. */
    private record Attempt(@Nullable Object made, @Nullable String refusal) {}
}
