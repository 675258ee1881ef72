package dev.trainyard.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.DoublePredicate;

/**
 * Reads the fields of one JSON object strictly, noting every problem with the field's path instead of stopping at the
 * first; a field with a problem yields its fallback, which nobody uses because the reader fails at the end.
 */
final class ConfigFields {
    private final ObjectNode node;
    private final String path;
    private final List<String> problems;
    private final Set<String> known = new HashSet<>();

    ConfigFields(ObjectNode node, String path, List<String> problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    /** The object under {@code name}; an absent one is read as empty, so that its defaults apply. */
    ConfigFields section(String name) {
        return optionalSection(name).orElseGet(() -> new ConfigFields(node.objectNode(), path + name + ".", problems));
    }

    Optional<ConfigFields> optionalSection(String name) {
        JsonNode value = take(name);
        if (isAbsent(value)) {
            return Optional.empty();
        }
        if (value instanceof ObjectNode object) {
            return Optional.of(new ConfigFields(object, path + name + ".", problems));
        }
        mismatch(name, value, "an object");
        return Optional.empty();
    }

    String text(String name, String fallback, List<String> allowed) {
        JsonNode value = take(name);
        if (isAbsent(value)) {
            return fallback;
        }
        if (!value.isTextual() || !allowed.contains(value.textValue())) {
            mismatch(name, value, "one of " + String.join(", ", allowed));
            return fallback;
        }
        return value.textValue();
    }

    boolean flag(String name, boolean fallback) {
        JsonNode value = take(name);
        if (isAbsent(value)) {
            return fallback;
        }
        if (!value.isBoolean()) {
            mismatch(name, value, "true or false");
        }
        return value.booleanValue();
    }

    int required(String name, int least) {
        return whole(name, OptionalInt.empty(), least).orElse(least);
    }

    int whole(String name, int fallback, int least) {
        return whole(name, OptionalInt.of(fallback), least).orElse(fallback);
    }

    OptionalInt optionalWhole(String name, int least) {
        return isAbsent(node.path(name)) ? absent(name) : whole(name, OptionalInt.empty(), least);
    }

    private OptionalInt absent(String name) {
        take(name);
        return OptionalInt.empty();
    }

    private OptionalInt whole(String name, OptionalInt fallback, int least) {
        JsonNode value = take(name);
        if (isAbsent(value) && fallback.isPresent()) {
            return fallback;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least) {
            mismatch(name, value, "a whole number from " + least);
            return OptionalInt.empty();
        }
        return OptionalInt.of(value.intValue());
    }

    long seed(String name, long fallback) {
        JsonNode value = take(name);
        if (isAbsent(value)) {
            return fallback;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            mismatch(name, value, "a whole number from 0");
        }
        return value.longValue();
    }

    double required(String name, DoublePredicate range, String expected) {
        JsonNode value = take(name);
        return number(name, value, range, expected);
    }

    double number(String name, double fallback, DoublePredicate range, String expected) {
        JsonNode value = take(name);
        return isAbsent(value) ? fallback : number(name, value, range, expected);
    }

    List<Double> numbers(String name, List<Double> fallback, DoublePredicate range, String expected) {
        if (isAbsent(node.path(name))) {
            take(name);
            return fallback;
        }
        List<Double> numbers = new ArrayList<>();
        for (JsonNode value : nonEmptyList(name)) {
            numbers.add(number(name, value, range, expected));
        }
        return List.copyOf(numbers);
    }

    private double number(String name, JsonNode value, DoublePredicate range, String expected) {
        if (!value.isNumber() || !Double.isFinite(value.doubleValue()) || !range.test(value.doubleValue())) {
            mismatch(name, value, expected);
        }
        return value.doubleValue();
    }

    Optional<String> optionalText(String name) {
        JsonNode value = take(name);
        if (isAbsent(value)) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.textValue().isBlank()) {
            mismatch(name, value, "a text");
        }
        return Optional.of(value.asText());
    }

    Optional<Path> optionalPath(String name) {
        JsonNode value = take(name);
        return isAbsent(value) ? Optional.empty() : Optional.of(path(name, value));
    }

    List<Path> paths(String name) {
        List<Path> paths = new ArrayList<>();
        for (JsonNode value : nonEmptyList(name)) {
            paths.add(path(name, value));
        }
        return List.copyOf(paths);
    }

    List<String> texts(String name, List<String> fallback) {
        if (isAbsent(node.path(name))) {
            take(name);
            return fallback;
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode value : nonEmptyList(name)) {
            if (!value.isTextual() || value.textValue().isBlank()) {
                mismatch(name, value, "a list of names");
            }
            texts.add(value.asText());
        }
        return List.copyOf(texts);
    }

    /** A list of texts, which may be empty or absent. */
    List<String> listed(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : list(name)) {
            if (!value.isTextual() || value.textValue().isBlank()) {
                mismatch(name, value, "a list of names");
            }
            texts.add(value.asText());
        }
        return List.copyOf(texts);
    }

    /** A list of whole numbers from 0, which may be empty or absent. */
    List<Integer> listedWholes(String name) {
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode value : list(name)) {
            if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
                mismatch(name, value, "a list of whole numbers from 0");
            }
            numbers.add(value.asInt());
        }
        return List.copyOf(numbers);
    }

    private Iterable<JsonNode> list(String name) {
        JsonNode value = take(name);
        if (isAbsent(value)) {
            return List.of();
        }
        if (!value.isArray()) {
            mismatch(name, value, "a list");
            return List.of();
        }
        return value;
    }

    /** A text, or empty where the value is no text. */
    Optional<String> loneText(String name) {
        JsonNode value = node.path(name);
        return value.isTextual() ? Optional.of(take(name).textValue()) : Optional.empty();
    }

    /** Numbers above 0 by free names, in order; empty where absent. */
    Map<String, Double> numbers(String name, boolean whole) {
        JsonNode value = take(name);
        Map<String, Double> numbers = new LinkedHashMap<>();
        if (isAbsent(value)) {
            return numbers;
        }
        if (!value.isObject()) {
            mismatch(name, value, "an object of numbers");
        }
        value.properties().forEach(entry -> {
            JsonNode number = entry.getValue();
            if (!number.isNumber() || !(number.doubleValue() > 0) || (whole && !number.canConvertToExactIntegral())) {
                mismatch(name + "." + entry.getKey(), number, whole ? "a whole number from 1" : "a number above 0");
            }
            numbers.put(entry.getKey(), number.doubleValue());
        });
        return numbers;
    }

    private Iterable<JsonNode> nonEmptyList(String name) {
        JsonNode value = take(name);
        if (!value.isArray() || value.isEmpty()) {
            mismatch(name, value, "a list of at least one entry");
            return List.of();
        }
        return value;
    }

    private Path path(String name, JsonNode value) {
        Path file = Path.of(value.asText());
        if (!value.isTextual() || !file.isAbsolute()) {
            mismatch(name, value, "an absolute path");
        }
        return file;
    }

    /** Notes a problem that is not about the form of one field. */
    void problem(String name, String message) {
        problems.add(path + name + ": " + message);
    }

    /** Notes the fields that nothing asked for: a misspelt name must not silently mean the default. */
    void rejectUnknown() {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                problem(
                        name,
                        "no such field; known here are "
                                + known.stream().sorted().toList());
            }
        });
    }

    private void mismatch(String name, JsonNode value, String expected) {
        String seen = value instanceof MissingNode ? "missing" : value.toString();
        problem(name, "is " + seen + ", expected " + expected);
    }

    private JsonNode take(String name) {
        known.add(name);
        return node.path(name);
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}
