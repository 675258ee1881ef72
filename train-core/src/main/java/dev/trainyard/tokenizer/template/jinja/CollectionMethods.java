package dev.trainyard.tokenizer.template.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The methods of Python's dicts and lists that read. */
final class CollectionMethods {
    private CollectionMethods() {}

    static Optional<Function> ofDict(Map<?, ?> map, String name) {
        return switch (name) {
            case "items" -> Optional.of(arguments -> items(map));
            case "keys" -> Optional.of(arguments -> new ArrayList<Object>(map.keySet()));
            case "values" -> Optional.of(arguments -> new ArrayList<Object>(map.values()));
            case "get" -> Optional.of(arguments -> entry(map, arguments));
            case "pop", "update", "setdefault", "clear", "popitem" -> Optional.of(arguments -> refuse(name));
            default -> Optional.empty();
        };
    }

    static Optional<Function> ofList(List<?> items, String name) {
        return switch (name) {
            case "index" -> Optional.of(arguments -> index(items, arguments.get(0, "value")));
            case "count" ->
                Optional.of(arguments -> items.stream()
                        .filter(item -> Values.equal(item, arguments.get(0, "value")))
                        .count());
            case "append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse" ->
                Optional.of(arguments -> refuse(name));
            default -> Optional.empty();
        };
    }

    /** Pairs of a dict. */
    static List<Object> items(Map<?, ?> map) {
        List<Object> pairs = new ArrayList<>();
        map.forEach((key, value) -> pairs.add(List.of(key, value)));
        return pairs;
    }

    private static Object entry(Map<?, ?> map, Arguments arguments) {
        Object value = map.get(arguments.get(0, "key"));
        return value == null ? arguments.find(1, "default").orElse(Values.NONE) : value;
    }

    private static Object index(List<?> items, Object wanted) {
        for (int i = 0; i < items.size(); i++) {
            if (Values.equal(items.get(i), wanted)) {
                return (long) i;
            }
        }
        throw new JinjaException(0, "index(): %s is not in the list".formatted(PythonPrint.repr(wanted)));
    }

    private static Object refuse(String name) {
        throw new JinjaException(
                0, "%s() would change its value, which templates may not: use a namespace or +".formatted(name));
    }
}
