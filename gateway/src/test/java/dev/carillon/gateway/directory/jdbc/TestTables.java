package dev.carillon.gateway.directory.jdbc;

import dev.carillon.gateway.directory.TablesConfig;
import dev.carillon.gateway.settings.Setting;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link TablesConfig} with its defaults, but for what a test sets. */
final class TestTables {
    private final Map<String, @Nullable String> values = new LinkedHashMap<>();

    TestTables() {
        for (RecordComponent component : TablesConfig.class.getRecordComponents()) {
            String fallback = component.getAnnotation(Setting.class).fallback();
            values.put(component.getName(), fallback.isEmpty() ? null : fallback);
        }
    }

    TestTables with(String component, @Nullable String value) {
        if (!values.containsKey(component)) {
            throw new IllegalArgumentException("no such component: " + component);
        }
        values.put(component, value);
        return this;
    }

    TablesConfig config() {
        Class<?>[] types = new Class<?>[values.size()];
        Arrays.fill(types, String.class);
        try {
            return TablesConfig.class
                    .getDeclaredConstructor(types)
                    .newInstance(values.values().toArray());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("TablesConfig has components that are no strings", e);
        }
    }
}
