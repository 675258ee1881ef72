package dev.trainyard.tokenizer.template.jinja;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names and their values; a loop or a macro has a scope of its own, so that what it sets ends with it. */
final class Scope {
    private final @Nullable Scope parent;
    private final Map<String, Object> values = new HashMap<>();

    Scope(@Nullable Scope parent) {
        this.parent = parent;
    }

    void set(String name, Object value) {
        values.put(name, value);
    }

    Object value(String name) {
        for (Scope scope = this; scope != null; scope = scope.parent) {
            Optional<Object> value = Optional.ofNullable(scope.values.get(name));
            if (value.isPresent()) {
                return value.get();
            }
        }
        return new Values.Undefined("'" + name + "'");
    }
}
