package dev.trainyard.tokenizer.template.jinja;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The evaluated arguments of a call. */
record Arguments(List<Object> positional, Map<String, Object> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    /** The argument at a position or of that name. */
    Optional<Object> find(int position, String name) {
        return position < positional.size()
                ? Optional.of(positional.get(position))
                : Optional.ofNullable(named.get(name));
    }

    Object get(int position, String name) {
        return find(position, name)
                .orElseThrow(() -> new JinjaException(0, "the argument '%s' is missing".formatted(name)));
    }

    /** A string; what is absent or none is {@code otherwise}. */
    String text(int position, String name, String otherwise) {
        return find(position, name)
                .filter(value -> value != Values.NONE)
                .map(Values::text)
                .orElse(otherwise);
    }

    long integer(int position, String name, long otherwise) {
        return find(position, name)
                .filter(value -> value != Values.NONE)
                .map(Values::integer)
                .orElse(otherwise);
    }

    boolean truth(int position, String name, boolean otherwise) {
        return find(position, name).map(Values::isTrue).orElse(otherwise);
    }
}
