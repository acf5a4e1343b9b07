package dev.carillon.gateway.config;

import dev.carillon.gateway.settings.Secret;
import dev.carillon.gateway.settings.Setting;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every key there is, in order of declaration, read from the annotations of a tree of records. */
final class Schema {
    /** What a key or variable ends with that names a file to read the secret from. */
    static final String FILE_KEY = "_file";

    static final String FILE_VARIABLE = "_FILE";
    static final String VARIABLE_PREFIX = "CARILLON_";

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Entry> variables = new LinkedHashMap<>();
    private final Set<String> groups = new LinkedHashSet<>();

    Schema(Class<? extends Record> root) {
        add(root, "", List.of());
        entries.values().forEach(entry -> variables.put(entry.variable(), entry));
    }

    private void add(Class<?> type, String prefix, List<RecordComponent> above) {
        for (RecordComponent component : type.getRecordComponents()) {
            String key = prefix + snakeCase(component.getName());
            List<RecordComponent> path = new ArrayList<>(above);
            path.add(component);
            if (isGroup(component)) {
                groups.add(key);
                add(component.getType(), key + ".", path);
            } else {
                entries.put(key, new Entry(key, List.copyOf(path)));
            }
        }
    }

    static boolean isGroup(RecordComponent component) {
        return component.getType().isRecord() && !component.isAnnotationPresent(Setting.class);
    }

    static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    Iterable<Entry> entries() {
        return entries.values();
    }

    boolean isGroup(String key) {
        return groups.contains(key);
    }

    @Nullable
    Entry byKey(String key) {
        return entries.get(key);
    }

    @Nullable
    Entry byVariable(String variable) {
        return variables.get(variable);
    }

    /** The secret that this key names the file of. */
    @Nullable
    Entry byFileKey(String key) {
        return key.endsWith(FILE_KEY) ? secret(entries.get(key.substring(0, key.length() - FILE_KEY.length()))) : null;
    }

    /** The secret that this variable names the file of. */
    @Nullable
    Entry byFileVariable(String variable) {
        return variable.endsWith(FILE_VARIABLE)
                ? secret(variables.get(variable.substring(0, variable.length() - FILE_VARIABLE.length())))
                : null;
    }

    private static @Nullable Entry secret(@Nullable Entry entry) {
        return entry != null && entry.isSecret() ? entry : null;
    }

    /** The key or group that was probably meant. */
    Optional<String> nearestKey(String wrong) {
        return nearest(wrong, '.', Stream.concat(groups.stream(), entries.keySet().stream()));
    }

    /** The variable that was probably meant. */
    Optional<String> nearestVariable(String wrong) {
        return nearest(wrong, '_', variables.keySet().stream());
    }

    /** A name that is right but for the group before it counts as near, too. */
    private static Optional<String> nearest(String wrong, char separator, Stream<String> names) {
        String bare = wrong.startsWith(VARIABLE_PREFIX) ? wrong.substring(VARIABLE_PREFIX.length()) : wrong;
        String last = bare.substring(bare.lastIndexOf('.') + 1);
        String best = null;
        int least = Math.max(2, last.length() / 3) + 1;
        for (String name : names.toList()) {
            int distance = name.endsWith(separator + last) ? 1 : distance(wrong, name);
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Levenshtein's: the fewest letters to insert, delete or replace. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    /** A setting: its key, and the components that lead to it from the root record. */
    record Entry(String key, List<RecordComponent> path) {
        Entry {
            if (!path.getLast().isAnnotationPresent(Setting.class)) {
                throw new IllegalStateException(key + " is not annotated with @Setting");
            }
        }

        RecordComponent component() {
            return path.getLast();
        }

        String variable() {
            return VARIABLE_PREFIX + key.replace('.', '_').toUpperCase(Locale.ROOT);
        }

        /** The group it belongs to; empty for the top. */
        String group() {
            return key.substring(0, Math.max(0, key.lastIndexOf('.')));
        }

        String name() {
            return key.substring(key.lastIndexOf('.') + 1);
        }

        Setting setting() {
            return component().getAnnotation(Setting.class);
        }

        boolean isNullable() {
            return component().getAnnotatedType().isAnnotationPresent(Nullable.class);
        }

        boolean isList() {
            return component().getType() == List.class;
        }

        boolean isSecret() {
            return type() == Secret.class;
        }

        /** Of the value, or of a list's items. */
        Class<?> type() {
            Type type = component().getGenericType();
            return type instanceof ParameterizedType list
                    ? (Class<?>) list.getActualTypeArguments()[0]
                    : component().getType();
        }

        @Nullable
        Object value(Record root) {
            Object value = root;
            for (RecordComponent step : path) {
                try {
                    value = step.getAccessor().invoke(value);
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException("cannot read " + key, e);
                }
            }
            return value;
        }
    }
}
