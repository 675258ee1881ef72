package dev.trainyard.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.error.TrainyardException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The fields of a JSON body, with everything that is wrong with them. Not thread-safe. */
final class BodyFields {
    private static final int LONGEST_TEXT = 10_000;
    private static final int MOST_ENTRIES = 100;

    private final JsonNode body;
    private final List<Problem> problems = new ArrayList<>();

    /** Errors: INVALID_REQUEST where the body is no object. */
    BodyFields(JsonNode body, Set<String> known) {
        if (body == null || !body.isObject()) {
            throw new TrainyardException(ErrorCode.INVALID_REQUEST, "expected a JSON object as body");
        }
        this.body = body;
        body.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                problem(
                        name,
                        "is not known here: expected "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        });
    }

    void problem(String field, String message) {
        problems.add(new Problem(field, message));
    }

    List<Problem> problems() {
        return problems;
    }

    /** Errors: INVALID_REQUEST where there are problems. */
    void check() {
        if (!problems.isEmpty()) {
            throw new TrainyardException(ErrorCode.INVALID_REQUEST, words(problems), problems);
        }
    }

    static String words(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
    }

    boolean has(String field) {
        return body.hasNonNull(field);
    }

    String required(String field, String what) {
        Optional<String> text = text(field);
        if (text.isEmpty()
                && problems.stream().noneMatch(problem -> problem.field().equals(field))) {
            problem(field, "missing: give " + what);
        }
        return text.orElse("");
    }

    Optional<String> text(String field) {
        JsonNode value = body.path(field);
        if (!has(field)) {
            return Optional.empty();
        }
        boolean usable = value.isTextual() && storable(value.textValue());
        if (!usable) {
            problem(field, "expected text of at most " + LONGEST_TEXT + " characters, found " + shown(value));
            return Optional.empty();
        }
        return Optional.of(value.textValue());
    }

    /** A whole number from {@code least} on. */
    Optional<Integer> number(String field, int least, int most) {
        JsonNode value = body.path(field);
        if (!has(field)) {
            return Optional.empty();
        }
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            problem(field, "expected a whole number from " + least + " to " + most + ", found " + shown(value));
            return Optional.empty();
        }
        return Optional.of(value.intValue());
    }

    /** A constant in lower case, with - for _. */
    <E extends Enum<E>> Optional<E> choice(String field, E[] choices) {
        Optional<String> text = text(field);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<E> found = Arrays.stream(choices)
                .filter(choice -> name(choice).equals(text.get()))
                .findFirst();
        if (found.isEmpty()) {
            String all = Arrays.stream(choices).map(BodyFields::name).collect(Collectors.joining(", "));
            problem(field, "expected one of " + all + ", found \"" + text.get() + "\"");
        }
        return found;
    }

    private static String name(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Map<String, String> texts(String field) {
        Map<String, String> texts = new LinkedHashMap<>();
        object(field).properties().forEach(entry -> {
            if (entry.getValue().isTextual()
                    && storable(entry.getKey())
                    && storable(entry.getValue().textValue())) {
                texts.put(entry.getKey(), entry.getValue().textValue());
            } else {
                problem(field + "." + entry.getKey(), "expected text, found " + shown(entry.getValue()));
            }
        });
        return texts;
    }

    Map<String, Double> numbers(String field) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        object(field).properties().forEach(entry -> {
            if (storable(entry.getKey())
                    && entry.getValue().isNumber()
                    && Double.isFinite(entry.getValue().doubleValue())) {
                numbers.put(entry.getKey(), entry.getValue().doubleValue());
            } else {
                problem(field + "." + entry.getKey(), "expected a number, found " + shown(entry.getValue()));
            }
        });
        return numbers;
    }

    /** A section as in job specs; where it has problems they are noted, and its defaults come back. */
    <T> T section(String field, Function<JsonNode, T> reader) {
        try {
            return reader.apply(object(field));
        } catch (TrainyardException e) {
            problems.addAll(e.problems());
            return reader.apply(JsonNodeFactory.instance.objectNode());
        }
    }

    /** An object with few fields; an empty one where it is missing. */
    JsonNode object(String field) {
        JsonNode value = body.path(field);
        if (has(field) && (!value.isObject() || value.size() > MOST_ENTRIES)) {
            problem(field, "expected an object of at most " + MOST_ENTRIES + " fields, found " + shown(value));
            return JsonNodeFactory.instance.objectNode();
        }
        return value;
    }

    /** PostgreSQL takes no text with a zero in it. */
    static boolean storable(String text) {
        return text.length() <= LONGEST_TEXT && text.indexOf('\0') < 0;
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
