package dev.trainyard.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Predicate;

/** A JSON object to a row. */
final class RowParser {
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final DataFormat format;

    RowParser(DataFormat format) {
        this.format = format;
    }

    /** @throws InvalidRow with what is wrong */
    Row parse(RowOrigin origin, ObjectNode json) {
        if (json.has("input_ids")) {
            return tokens(origin, json);
        }
        if (PreferenceParser.isTokenPair(json)) {
            return PreferenceParser.tokens(origin, json);
        }
        if (format == DataFormat.TOKENS) {
            throw new InvalidRow("the row has the fields %s, expected input_ids and labels".formatted(names(json)));
        }
        if (PreferenceParser.isPair(json)) {
            return PreferenceParser.pair(origin, json);
        }
        if (json.has("messages")) {
            return MessageParser.chat(origin, json);
        }
        if (json.has("prompt") || json.has("completion")) {
            return completion(origin, json);
        }
        if (json.has("text")) {
            return text(origin, json);
        }
        throw new InvalidRow(("the row has the fields %s, expected messages, or prompt and completion, or text, or"
                        + " prompt, chosen and rejected")
                .formatted(names(json)));
    }

    static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new InvalidRow("it is not JSON: %s (column %d)"
                    .formatted(
                            e.getOriginalMessage(),
                            e.getLocation() == null ? 0 : e.getLocation().getColumnNr()));
        }
    }

    private static Row completion(RowOrigin origin, JsonNode json) {
        String prompt = string(json, "prompt");
        String completion = string(json, "completion");
        if (completion.isEmpty()) {
            throw new InvalidRow("completion is empty: there is nothing to learn");
        }
        return new Row.Completion(origin, prompt, completion, RowWeight.of(json));
    }

    private static Row text(RowOrigin origin, JsonNode json) {
        String text = string(json, "text");
        if (text.isBlank()) {
            throw new InvalidRow("text is empty: there is nothing to learn");
        }
        boolean ends = field(json, "ends", JsonNode::isBoolean, "true or false")
                .map(JsonNode::asBoolean)
                .orElse(true);
        return new Row.Text(origin, text, ends, RowWeight.of(json));
    }

    private static Row tokens(RowOrigin origin, JsonNode json) {
        int[] ids = integers(json, "input_ids");
        if (ids.length == 0) {
            throw new InvalidRow("input_ids is empty");
        }
        int[] labels = json.has("labels") ? integers(json, "labels") : ids.clone();
        if (labels.length != ids.length) {
            throw new InvalidRow(
                    "labels has %d entries, but input_ids has %d: they must be as many, with -100 where nothing is learnt"
                            .formatted(labels.length, ids.length));
        }
        return new Row.Tokens(origin, ids, labels, weights(json, ids.length), RowWeight.of(json));
    }

    private static float[] weights(JsonNode json, int count) {
        if (!json.has("weights")) {
            return new float[0];
        }
        JsonNode array = json.path("weights");
        if (!array.isArray() || array.size() != count) {
            throw new InvalidRow("weights must be a list of %d numbers, as many as input_ids, but is %s"
                    .formatted(count, array.isArray() ? "a list of " + array.size() : kind(array)));
        }
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            weights[i] = (float) RowWeight.checked(array.get(i), "weights[" + i + "]");
        }
        return weights;
    }

    static int[] integers(JsonNode json, String name) {
        JsonNode array = json.path(name);
        if (!array.isArray()) {
            throw new InvalidRow("%s must be a list of integers, but is %s".formatted(name, kind(array)));
        }
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            JsonNode value = array.get(i);
            if (!value.isInt()) {
                throw new InvalidRow("%s[%d] must be an integer, but is %s".formatted(name, i, shown(value)));
            }
            values[i] = value.asInt();
        }
        return values;
    }

    /** A string that has to be there. */
    static String string(JsonNode json, String name) {
        return field(json, name, JsonNode::isTextual, "a string")
                .map(JsonNode::asText)
                .orElseThrow(() -> new InvalidRow("%s is missing".formatted(name)));
    }

    /** A field of the right kind; absent where it is missing or null. */
    static Optional<JsonNode> field(JsonNode json, String name, Predicate<JsonNode> kind, String expected) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!kind.test(value)) {
            throw new InvalidRow("%s must be %s, but is %s".formatted(name, expected, shown(value)));
        }
        return Optional.of(value);
    }

    static String shown(JsonNode value) {
        String text = value.toString();
        return value.isContainerNode() || text.length() > 60 ? kind(value) : text;
    }

    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            case MISSING -> "missing";
            case BINARY, POJO -> "something else";
        };
    }

    static String names(JsonNode json) {
        StringBuilder names = new StringBuilder();
        for (Iterator<String> name = json.fieldNames(); name.hasNext(); ) {
            names.append(names.isEmpty() ? "" : ", ").append(name.next());
        }
        return names.isEmpty() ? "(none)" : names.toString();
    }
}
