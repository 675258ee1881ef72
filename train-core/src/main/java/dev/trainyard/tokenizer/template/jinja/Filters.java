package dev.trainyard.tokenizer.template.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** {@code value|name(arguments)}. */
final class Filters {
    private Filters() {}

    static Object apply(String name, Object value, Arguments arguments) {
        return switch (name) {
            case "tojson" -> PythonJson.of(arguments).write(value);
            case "trim" -> PythonText.strip(PythonPrint.str(value), arguments.text(0, "chars", ""), true, true);
            case "length", "count" -> length(value);
            case "default", "d" -> defaultValue(value, arguments);
            case "string", "safe", "e", "escape", "forceescape" -> PythonPrint.str(value);
            case "upper", "lower", "capitalize", "title", "replace" ->
                StringMethods.call(PythonPrint.str(value), name, arguments);
            case "indent" -> indent(PythonPrint.str(value), arguments);
            case "wordcount" ->
                (long) Values.items(StringMethods.call(PythonPrint.str(value), "split", Arguments.NONE))
                        .size();
            case "int" -> integer(value, arguments);
            case "float" -> floating(value, arguments);
            case "abs" -> Values.number(value) < 0 ? Arithmetic.apply("-", 0L, value) : value;
            case "round" -> round(value, arguments);
            case "list" -> Values.items(value);
            case "items" -> CollectionMethods.items(dictOf(value));
            case "dictsort" -> sorted(CollectionMethods.items(dictOf(value)), Arguments.NONE);
            default -> ofItems(name, value, arguments);
        };
    }

    private static Object ofItems(String name, Object value, Arguments arguments) {
        return switch (name) {
            case "first" -> edge(Values.items(value), true);
            case "last" -> edge(Values.items(value), false);
            case "join" -> join(value, arguments);
            case "reverse" -> reversed(value);
            case "sort" -> sorted(Values.items(value), arguments);
            case "unique" -> unique(Values.items(value));
            case "sum" -> sum(mapAttribute(Values.items(value), arguments.find(0, "attribute")));
            case "min" -> Values.items(value).stream().min(Values::compare).orElseGet(() -> edge(List.of(), true));
            case "max" -> Values.items(value).stream().max(Values::compare).orElseGet(() -> edge(List.of(), true));
            case "map" -> map(Values.items(value), arguments);
            case "select" -> where(value, item -> checks(item, arguments, 0));
            case "reject" -> where(value, item -> !checks(item, arguments, 0));
            case "selectattr" ->
                where(value, item -> checks(attribute(item, arguments.get(0, "attribute")), arguments, 1));
            case "rejectattr" ->
                where(value, item -> !checks(attribute(item, arguments.get(0, "attribute")), arguments, 1));
            default -> throw new JinjaException(0, "the filter '%s' is not supported".formatted(name));
        };
    }

    private static Object length(Object value) {
        return switch (value) {
            case String text -> (long) PythonText.length(text);
            case Map<?, ?> map -> (long) map.size();
            default -> (long) Values.items(value).size();
        };
    }

    private static Object defaultValue(Object value, Arguments arguments) {
        boolean missing =
                value instanceof Values.Undefined || arguments.truth(1, "boolean", false) && !Values.isTrue(value);
        return missing ? arguments.find(0, "default_value").orElse("") : value;
    }

    private static String indent(String text, Arguments arguments) {
        String by = arguments.find(0, "width").orElse(4L) instanceof String given
                ? given
                : " ".repeat(Math.clamp(arguments.integer(0, "width", 4), 0, 1000));
        boolean first = arguments.truth(1, "first", false);
        boolean blank = arguments.truth(2, "blank", false);
        StringBuilder out = new StringBuilder();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            boolean indented = i == 0 ? first : blank || !lines[i].isEmpty();
            out.append(i > 0 ? "\n" : "").append(indented ? by : "").append(lines[i]);
        }
        return out.toString();
    }

    private static Object integer(Object value, Arguments arguments) {
        try {
            return switch (value) {
                case String text when text.strip().matches("[-+]?\\d+") -> Long.parseLong(text.strip());
                case String text -> (long) Double.parseDouble(text.strip());
                case Double number -> number.longValue();
                default -> Values.integer(value);
            };
        } catch (NumberFormatException | JinjaException e) {
            return arguments.find(0, "default").orElse(0L);
        }
    }

    private static Object floating(Object value, Arguments arguments) {
        try {
            return value instanceof String text ? Double.parseDouble(text.strip()) : Values.number(value);
        } catch (NumberFormatException | JinjaException e) {
            return arguments.find(0, "default").orElse(0.0);
        }
    }

    private static Object round(Object value, Arguments arguments) {
        double scale = Math.pow(10, arguments.integer(0, "precision", 0));
        double scaled = Values.number(value) * scale;
        return switch (arguments.text(1, "method", "common")) {
            case "ceil" -> Math.ceil(scaled) / scale;
            case "floor" -> Math.floor(scaled) / scale;
            default -> Math.rint(scaled) / scale;
        };
    }

    private static Map<?, ?> dictOf(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        if (value instanceof Values.Undefined) {
            return Map.of();
        }
        throw new JinjaException(0, "a dict was expected, but here is %s".formatted(Values.typeName(value)));
    }

    private static Object edge(List<Object> items, boolean first) {
        return items.isEmpty()
                ? new Values.Undefined("an item of an empty sequence")
                : first ? items.getFirst() : items.getLast();
    }

    private static String join(Object value, Arguments arguments) {
        String separator = arguments.find(0, "d").map(PythonPrint::str).orElse("");
        List<String> parts = mapAttribute(Values.items(value), arguments.find(1, "attribute")).stream()
                .map(PythonPrint::str)
                .toList();
        return String.join(separator, parts);
    }

    private static Object reversed(Object value) {
        List<Object> items = Values.items(value);
        Collections.reverse(items);
        return value instanceof String ? Slices.join(items) : items;
    }

    private static List<Object> sorted(List<Object> items, Arguments arguments) {
        boolean caseSensitive = arguments.truth(1, "case_sensitive", false);
        Optional<Object> attribute = arguments.find(2, "attribute");
        Comparator<Object> order =
                (a, b) -> Values.compare(sortKey(a, attribute, caseSensitive), sortKey(b, attribute, caseSensitive));
        items.sort(arguments.truth(0, "reverse", false) ? order.reversed() : order);
        return items;
    }

    private static Object sortKey(Object item, Optional<Object> attribute, boolean caseSensitive) {
        Object key = attribute.map(name -> attribute(item, name)).orElse(item);
        return switch (key) {
            case String text when !caseSensitive -> StringMethods.lower(text);
            case List<?> parts ->
                parts.stream()
                        .map(part -> sortKey(part, Optional.empty(), caseSensitive))
                        .toList();
            default -> key;
        };
    }

    /** Strings that differ only in case count as one, as in Jinja. */
    private static List<Object> unique(List<Object> items) {
        Map<Object, Object> seen = new LinkedHashMap<>();
        items.forEach(item -> seen.putIfAbsent(item instanceof String text ? StringMethods.lower(text) : item, item));
        return new ArrayList<>(seen.values());
    }

    private static Object sum(List<Object> items) {
        return items.stream().reduce(0L, (a, b) -> Arithmetic.apply("+", a, b));
    }

    private static List<Object> map(List<Object> items, Arguments arguments) {
        Optional<Object> attribute = Optional.ofNullable(arguments.named().get("attribute"));
        if (attribute.isPresent()) {
            Object missing = arguments.named().getOrDefault("default", new Values.Undefined("an attribute"));
            List<Object> mapped = mapAttribute(items, attribute);
            mapped.replaceAll(item -> item instanceof Values.Undefined ? missing : item);
            return mapped;
        }
        String filter = Values.text(arguments.get(0, "filter"));
        Arguments rest = new Arguments(
                arguments.positional().subList(1, arguments.positional().size()), arguments.named());
        items.replaceAll(item -> apply(filter, item, rest));
        return items;
    }

    private static List<Object> mapAttribute(List<Object> items, Optional<Object> attribute) {
        attribute.ifPresent(name -> items.replaceAll(item -> attribute(item, name)));
        return items;
    }

    /** An attribute's value; dots lead into values of values. */
    private static Object attribute(Object item, Object name) {
        if (!(name instanceof String path)) {
            return Evaluator.item(item, name);
        }
        Object value = item;
        for (String part : path.split("\\.", -1)) {
            value = Evaluator.item(value, part.matches("\\d+") ? (Object) Long.parseLong(part) : part);
        }
        return value;
    }

    private static List<Object> where(Object value, Predicate<Object> condition) {
        List<Object> items = Values.items(value);
        items.removeIf(condition.negate());
        return items;
    }

    private static boolean checks(Object item, Arguments arguments, int position) {
        List<Object> given = arguments.positional();
        if (given.size() <= position) {
            return Values.isTrue(item);
        }
        Arguments rest = new Arguments(given.subList(position + 1, given.size()), arguments.named());
        return Checks.holds(Values.text(given.get(position)), item, rest);
    }
}
