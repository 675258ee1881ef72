package dev.trainyard.evaluation.scoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.evaluation.metrics.KeyPoints;
import dev.trainyard.evaluation.metrics.format.FormatCheck;
import dev.trainyard.evaluation.metrics.format.FormatChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a row says of a good answer beside its reference, in the fields {@code key_points}, {@code format} and {@code
 * should_refuse}. In a CSV file, lists and objects are written as JSON.
 *
 * @param format empty where any form will do
 */
record Expectations(Optional<KeyPoints> keyPoints, List<FormatCheck> format, Optional<Boolean> refusal) {
    static final Expectations NONE = new Expectations(Optional.empty(), List.of(), Optional.empty());

    /** Errors: {@link IllegalArgumentException} with what is wrong with a field. */
    static Expectations of(ObjectNode fields) {
        return new Expectations(
                field(fields, "key_points").map(Expectations::keyPoints),
                field(fields, "format").map(FormatChecks::read).orElse(List.of()),
                field(fields, "should_refuse").map(Expectations::refusal));
    }

    private static Optional<JsonNode> field(ObjectNode fields, String name) {
        JsonNode value = fields.path(name);
        boolean given = !value.isMissingNode()
                && !value.isNull()
                && !(value.isTextual() && value.textValue().isBlank());
        return given ? Optional.of(written(name, value)) : Optional.empty();
    }

    /** A text that is a list or an object of JSON stands for it. */
    private static JsonNode written(String name, JsonNode value) {
        String text = value.asText().strip();
        if (!value.isTextual() || !(text.startsWith("[") || text.startsWith("{"))) {
            return value;
        }
        try {
            return ScoringMain.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(name + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static KeyPoints keyPoints(JsonNode value) {
        List<List<String>> points = new ArrayList<>();
        if (value.isTextual()) {
            points.add(KeyPoints.alternatives(value.textValue()));
        } else if (value.isArray()) {
            value.forEach(point -> points.add(point(point)));
        } else {
            throw wrong("key_points", "a list of texts", value);
        }
        return KeyPoints.of(points);
    }

    private static List<String> point(JsonNode value) {
        if (value.isTextual()) {
            return KeyPoints.alternatives(value.textValue());
        }
        List<String> alternatives = new ArrayList<>();
        value.forEach(each -> alternatives.add(each.isTextual() ? each.textValue() : ""));
        if (!value.isArray() || alternatives.isEmpty() || alternatives.contains("")) {
            throw wrong("key_points", "texts such as \"a|b\", or lists of texts that are as good as each other", value);
        }
        return alternatives;
    }

    private static boolean refusal(JsonNode value) {
        String text = value.asText().strip();
        if (!value.isBoolean() && !text.equals("true") && !text.equals("false")) {
            throw wrong("should_refuse", "true or false", value);
        }
        return text.equals("true");
    }

    private static IllegalArgumentException wrong(String field, String expected, JsonNode found) {
        return new IllegalArgumentException(field + ": expected " + expected + ", found " + found);
    }
}
