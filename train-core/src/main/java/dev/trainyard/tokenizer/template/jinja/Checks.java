package dev.trainyard.tokenizer.template.jinja;

import java.util.List;
import java.util.Map;

/** {@code value is name(arguments)}. */
final class Checks {
    private Checks() {}

    static boolean holds(String name, Object value, Arguments arguments) {
        return switch (name) {
            case "defined" -> !(value instanceof Values.Undefined);
            case "undefined" -> value instanceof Values.Undefined;
            case "none" -> value == Values.NONE;
            case "string" -> value instanceof String;
            case "number" -> Values.isNumber(value);
            case "integer" -> value instanceof Long;
            case "float" -> value instanceof Double;
            case "boolean" -> value instanceof Boolean;
            case "true" -> value.equals(true);
            case "false" -> value.equals(false);
            case "mapping" -> value instanceof Map<?, ?>;
            case "iterable" -> isSequence(value) || value instanceof Values.Undefined;
            case "sequence" -> isSequence(value);
            case "callable" -> value instanceof Function;
            case "odd" -> Math.floorMod(Values.integer(value), 2) == 1;
            case "even" -> Math.floorMod(Values.integer(value), 2) == 0;
            case "divisibleby" -> Math.floorMod(Values.integer(value), Values.integer(arguments.get(0, "num"))) == 0;
            case "lower" -> StringMethods.lower(PythonPrint.str(value)).equals(PythonPrint.str(value));
            case "upper" -> StringMethods.upper(PythonPrint.str(value)).equals(PythonPrint.str(value));
            default -> compares(name, value, arguments);
        };
    }

    private static boolean isSequence(Object value) {
        return value instanceof String || value instanceof List<?> || value instanceof Map<?, ?>;
    }

    private static boolean compares(String name, Object value, Arguments arguments) {
        Object other = arguments
                .find(0, "other")
                .orElseThrow(() -> new JinjaException(0, "the test '%s' is not supported".formatted(name)));
        return switch (name) {
            case "eq", "equalto", "==" -> Values.equal(value, other);
            case "sameas" -> value == other || value.getClass() == other.getClass() && Values.equal(value, other);
            case "ne", "!=" -> !Values.equal(value, other);
            case "lt", "lessthan", "<" -> Values.compare(value, other) < 0;
            case "le", "<=" -> Values.compare(value, other) <= 0;
            case "gt", "greaterthan", ">" -> Values.compare(value, other) > 0;
            case "ge", ">=" -> Values.compare(value, other) >= 0;
            case "in" -> Values.contains(other, value);
            default -> throw new JinjaException(0, "the test '%s' is not supported".formatted(name));
        };
    }
}
