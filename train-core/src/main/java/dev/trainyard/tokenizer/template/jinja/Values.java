package dev.trainyard.tokenizer.template.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values of templates and what Python does with them: {@code String}, {@code Boolean}, {@code Long}, {@code Double},
 * {@code List}, {@code Map}, {@link #NONE}, {@link Undefined}, {@link Namespace} and {@link Function}.
 */
final class Values {
    /** Python's None, so that no value is null in Java. */
    static final Object NONE = new Object() {
        @Override
        public String toString() {
            return "None";
        }
    };

    /** The value of a name that is not there; {@code what} is for messages. */
    record Undefined(String what) {}

    /** What {@code namespace(…)} makes: the one thing that templates can change. */
    record Namespace(Map<String, Object> attributes) {}

    private Values() {}

    /** A value from Java, copied. */
    static Object of(@Nullable Object value) {
        return switch (value) {
            case null -> NONE;
            case Map<?, ?> map -> {
                Map<Object, Object> copy = new LinkedHashMap<>();
                map.forEach((key, item) -> copy.put(of(key), of(item)));
                yield copy;
            }
            case Iterable<?> items -> {
                List<Object> copy = new ArrayList<>();
                items.forEach(item -> copy.add(of(item)));
                yield copy;
            }
            case Integer number -> number.longValue();
            case Float number -> number.doubleValue();
            case String text -> text;
            case Boolean truth -> truth;
            case Long number -> number;
            case Double number -> number;
            case Function function -> function;
            default -> value.toString();
        };
    }

    static boolean isTrue(Object value) {
        return switch (value) {
            case Boolean truth -> truth;
            case Long number -> number != 0;
            case Double number -> number != 0;
            case String text -> !text.isEmpty();
            case List<?> items -> !items.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case Undefined undefined -> false;
            default -> value != NONE;
        };
    }

    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    static double number(Object value) {
        return switch (value) {
            case Boolean truth -> truth ? 1 : 0;
            case Number number -> number.doubleValue();
            default -> throw new JinjaException(0, typeName(value) + " is not a number");
        };
    }

    static long integer(Object value) {
        return switch (value) {
            case Boolean truth -> truth ? 1 : 0;
            case Long number -> number;
            default -> throw new JinjaException(0, "%s is not an integer".formatted(typeName(value)));
        };
    }

    static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new JinjaException(0, "a string was expected, but here is %s".formatted(typeName(value)));
    }

    static boolean equal(Object a, Object b) {
        if (isNumber(a) && isNumber(b)) {
            return a instanceof Long x && b instanceof Long y ? x.equals(y) : number(a) == number(b);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            return x.size() == y.size() && everyEqual(x, y);
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return x.size() == y.size()
                    && x.keySet().stream().allMatch(key -> y.containsKey(key) && equal(entry(x, key), entry(y, key)));
        }
        return a instanceof Undefined ? b instanceof Undefined : Objects.equals(a, b);
    }

    private static boolean everyEqual(List<?> x, List<?> y) {
        for (int i = 0; i < x.size(); i++) {
            if (!equal(x.get(i), y.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static Object entry(Map<?, ?> map, Object key) {
        return Objects.requireNonNull(map.get(key));
    }

    /** Order of numbers, strings and lists. */
    static int compare(Object a, Object b) {
        if (isNumber(a) && isNumber(b)) {
            return a instanceof Long x && b instanceof Long y ? x.compareTo(y) : Double.compare(number(a), number(b));
        }
        if (a instanceof String x && b instanceof String y) {
            return compareText(x, y);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
                if (!equal(x.get(i), y.get(i))) {
                    return compare(x.get(i), y.get(i));
                }
            }
            return Integer.compare(x.size(), y.size());
        }
        throw new JinjaException(0, "%s and %s have no order".formatted(typeName(a), typeName(b)));
    }

    /** By code points: Java compares surrogates below some other characters. */
    private static int compareText(String x, String y) {
        return java.util.Arrays.compare(x.codePoints().toArray(), y.codePoints().toArray());
    }

    /** The items that a loop visits: of a dict its keys, of a string its characters. */
    static List<Object> items(Object value) {
        return switch (value) {
            case List<?> items -> new ArrayList<>(items);
            case Map<?, ?> map -> new ArrayList<>(map.keySet());
            case String text ->
                new ArrayList<>(text.codePoints().mapToObj(Character::toString).toList());
            case Undefined undefined -> List.of();
            default -> throw new JinjaException(0, "%s cannot be iterated over".formatted(typeName(value)));
        };
    }

    static boolean contains(Object container, Object item) {
        return switch (container) {
            case String text -> text.contains(text(item));
            case Map<?, ?> map -> map.containsKey(item);
            default -> items(container).stream().anyMatch(other -> equal(other, item));
        };
    }

    /** What Python calls the type, for messages. */
    static String typeName(Object value) {
        return switch (value) {
            case String text -> "a string";
            case Boolean truth -> "a boolean";
            case Long number -> "an integer";
            case Double number -> "a float";
            case List<?> items -> "a list";
            case Map<?, ?> map -> "a dict";
            case Undefined undefined -> "undefined (" + undefined.what() + ")";
            case Namespace namespace -> "a namespace";
            case Function function -> "a function";
            default -> "none";
        };
    }
}
