package dev.trainyard.contracts.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Strict access to the fields of one object of a spec: a value of the wrong type or out of range becomes a problem and
 * reads as absent, and {@link #end()} reports the fields nobody asked for. An explicit {@code null} is an absent field.
 */
final class Section {
    /** YAML 1.1 reads {@code 1e-4} as text, because it wants a point in the number. */
    private static final Pattern EXPONENT = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)[eE][-+]?\\d{1,3}");

    private static final int LONGEST_TEXT = 4096;

    private final String path;
    private final ObjectNode fields;
    private final Problems problems;
    private final Set<String> known = new LinkedHashSet<>();

    Section(String path, ObjectNode fields, Problems problems) {
        this.path = path;
        this.fields = fields;
        this.problems = problems;
    }

    /**
     * A section of the spec as a document of its own; a null or missing node is an empty section.
     *
     * <p>Errors: INVALID_SPEC with all problems, fields named from {@code key} on.
     */
    static <T> T alone(String key, JsonNode node, Function<Section, T> reader) {
        Problems problems = new Problems();
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        if (!node.isMissingNode()) {
            document.set(key, node);
        }
        T read = reader.apply(new Section("", document, problems).section(key));
        if (!problems.none()) {
            throw problems.exception("\"" + key + "\"", field -> field);
        }
        return read;
    }

    /** The section of a key; empty where it is absent. */
    Section section(String key) {
        JsonNode node = field(key);
        if (node instanceof ObjectNode object) {
            return new Section(path(key), object, problems);
        }
        if (node != null) {
            wrongType(key, "a section with fields", node);
        }
        return nothing(key);
    }

    /** A section without fields, for a key whose value is no section. */
    Section nothing(String key) {
        return new Section(path(key), JsonNodeFactory.instance.objectNode(), problems);
    }

    boolean has(String key) {
        return field(key) != null;
    }

    /** The value as written, null where absent. */
    @Nullable
    JsonNode field(String key) {
        known.add(key);
        JsonNode node = fields.get(key);
        return node == null || node.isNull() ? null : node;
    }

    Iterable<Map.Entry<String, JsonNode>> entries() {
        return fields.properties();
    }

    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    void problem(String key, String message) {
        problems.add(path(key), message);
    }

    /** Whether something was already found wrong with the field. */
    boolean doubtful(String key) {
        return problems.concern(path(key));
    }

    Optional<String> text(String key) {
        JsonNode node = field(key);
        return node == null ? Optional.empty() : text(key, node);
    }

    private Optional<String> text(String key, JsonNode node) {
        if (!node.isTextual()) {
            wrongType(key, "text", node);
            return Optional.empty();
        }
        String text = node.textValue().strip();
        if (text.isEmpty() || text.length() > LONGEST_TEXT || text.indexOf('\0') >= 0) {
            problem(
                    key,
                    "expected 1 to " + LONGEST_TEXT + " characters of text, found " + text.length()
                            + (text.indexOf('\0') >= 0 ? " with a NUL character" : ""));
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /** One text, several divided by commas, or a list. */
    List<String> texts(String key) {
        JsonNode node = field(key);
        if (node == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                text(key + "[" + i + "]", node.get(i)).ifPresent(texts::add);
            }
        } else if (node.isTextual()) {
            Arrays.stream(node.textValue().split(",", -1))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .forEach(texts::add);
        } else {
            wrongType(key, "text or a list of texts", node);
        }
        return texts;
    }

    boolean flag(String key, boolean otherwise) {
        JsonNode node = field(key);
        if (node == null) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            wrongType(key, "true or false", node);
            return otherwise;
        }
        return node.booleanValue();
    }

    int integer(String key, Bounds bounds, int otherwise) {
        return (int) wholeNumber(key, bounds, otherwise);
    }

    long wholeNumber(String key, Bounds bounds, long otherwise) {
        JsonNode node = field(key);
        BigDecimal value = node == null ? null : decimal(node);
        if (node == null) {
            return otherwise;
        }
        if (value == null || value.stripTrailingZeros().scale() > 0) {
            wrongType(key, "a whole number", node);
            return otherwise;
        }
        return inBounds(key, value, bounds) ? value.longValueExact() : otherwise;
    }

    double number(String key, Bounds bounds, double otherwise) {
        return number(key, bounds).orElse(otherwise);
    }

    /** A list of numbers. */
    Optional<List<Double>> numbers(String key, Bounds bounds) {
        JsonNode node = field(key);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isArray()) {
            wrongType(key, "a list of numbers", node);
            return Optional.empty();
        }
        List<Double> numbers = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            number(key + "[" + i + "]", node.path(i), bounds).ifPresent(numbers::add);
        }
        return numbers.size() == node.size() ? Optional.of(List.copyOf(numbers)) : Optional.empty();
    }

    /** A number, empty where there is none. */
    OptionalDouble number(String key, Bounds bounds) {
        JsonNode node = field(key);
        return node == null ? OptionalDouble.empty() : number(key, node, bounds);
    }

    private OptionalDouble number(String key, JsonNode node, Bounds bounds) {
        BigDecimal value = decimal(node);
        if (value == null) {
            wrongType(key, "a number", node);
            return OptionalDouble.empty();
        }
        return inBounds(key, value, bounds) ? OptionalDouble.of(value.doubleValue()) : OptionalDouble.empty();
    }

    private boolean inBounds(String key, BigDecimal value, Bounds bounds) {
        if (bounds.contain(value.doubleValue())) {
            return true;
        }
        problem(key, shown(value.toString()) + " is out of range: give a number " + bounds);
        return false;
    }

    private static @Nullable BigDecimal decimal(JsonNode node) {
        if (node.isTextual() && EXPONENT.matcher(node.textValue()).matches()) {
            return new BigDecimal(node.textValue());
        }
        boolean finite = node.isNumber() && Double.isFinite(node.doubleValue());
        return finite ? node.decimalValue() : null;
    }

    /**
     * A constant by its wire name.
     *
     * @param planned values other releases may take: refused with a sentence that says what this one takes
     */
    <E extends Enum<E>> E choice(String key, E otherwise, List<String> planned) {
        List<String> names = Arrays.stream(otherwise.getDeclaringClass().getEnumConstants())
                .map(Section::wireName)
                .toList();
        String name = choice(key, wireName(otherwise), names, planned);
        return Enum.valueOf(
                otherwise.getDeclaringClass(), name.replace('-', '_').toUpperCase(Locale.ROOT));
    }

    String choice(String key, String otherwise, List<String> names, List<String> planned) {
        Optional<String> written = text(key);
        if (written.isEmpty()) {
            return otherwise;
        }
        String name = written.get().toLowerCase(Locale.ROOT).replace('_', '-');
        if (names.contains(name)) {
            return name;
        }
        String supported = "supported: " + String.join(", ", names);
        if (planned.contains(name)) {
            problem(key, name + " is not supported by this release; " + supported);
        } else {
            problem(
                    key,
                    "unknown value \"" + shown(written.get()) + "\"" + Spelling.suggestion(name, names) + " "
                            + supported);
        }
        return otherwise;
    }

    private static String wireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A switch of a feature this release does not have: only {@code false} is taken. */
    void off(String key, String sentence) {
        if (flag(key, false)) {
            problem(key, sentence);
        }
    }

    private void wrongType(String key, String expected, JsonNode found) {
        String kind = switch (found.getNodeType()) {
            case STRING -> "the text \"" + shown(found.textValue()) + "\"";
            case OBJECT -> "a section";
            case ARRAY -> "a list";
            default -> shown(found.toString());
        };
        problem(key, "expected " + expected + ", found " + kind);
    }

    static String shown(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    /** Reports the fields that are not part of a spec. */
    void end() {
        for (String name : (Iterable<String>) fields::fieldNames) {
            if (!known.contains(name)) {
                String hint = FieldNames.place(name)
                        .filter(place -> path.isEmpty())
                        .or(() -> Spelling.nearest(name, known))
                        .map(near -> "did you mean \"" + near + "\"?")
                        .orElseGet(() -> "known here: " + String.join(", ", known));
                problem(shown(name), "unknown field; " + hint);
            }
        }
    }
}
