package dev.trainyard.deploy.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Typed access to the fields of a JSON request; a wrong one is refused with its name, value and what was expected. */
final class RequestFields {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final int SHOWN = 80;

    private final JsonNode root;

    private RequestFields(JsonNode root) {
        this.root = root;
    }

    static RequestFields parse(byte[] body) {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw ApiException.invalid(null, "invalid_json", "the body is not valid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw ApiException.invalid(null, "invalid_json", "the body is not readable: " + e.getMessage());
        }
        if (!root.isObject()) {
            throw ApiException.invalid(null, "invalid_json", "the body must be a JSON object, got " + shown(root));
        }
        return new RequestFields(root);
    }

    /** The field, empty where it is absent or null. */
    Optional<JsonNode> field(String name) {
        return Optional.ofNullable(root.get(name)).filter(node -> !node.isNull());
    }

    /** The model that is asked for, which every request names. */
    String model() {
        return text("model")
                .orElseThrow(() -> ApiException.invalid(
                        "model", "missing_required_parameter", "'model' is missing: name the served model"));
    }

    Optional<String> text(String name) {
        return field(name).map(node -> {
            require(node.isTextual(), name, node, "a string");
            return node.textValue();
        });
    }

    boolean flag(String name) {
        return flag(name, false);
    }

    boolean flag(String name, boolean otherwise) {
        return field(name)
                .map(node -> {
                    require(node.isBoolean(), name, node, "true or false");
                    return node.booleanValue();
                })
                .orElse(otherwise);
    }

    OptionalLong integer(String name, long least, long most) {
        Optional<JsonNode> found = field(name);
        if (found.isEmpty()) {
            return OptionalLong.empty();
        }
        JsonNode node = found.get();
        boolean whole = node.isIntegralNumber() && node.canConvertToLong();
        require(
                whole && node.longValue() >= least && node.longValue() <= most,
                name,
                node,
                "a whole number from " + least + " to " + most);
        return OptionalLong.of(node.longValue());
    }

    OptionalDouble number(String name, double least, double most) {
        Optional<JsonNode> found = field(name);
        if (found.isEmpty()) {
            return OptionalDouble.empty();
        }
        JsonNode node = found.get();
        boolean inside = node.isNumber() && node.doubleValue() >= least && node.doubleValue() <= most;
        require(inside, name, node, "a number from " + least + " to " + most);
        return OptionalDouble.of(node.doubleValue());
    }

    /** A string or a list of strings. */
    List<String> texts(String name, int most) {
        Optional<JsonNode> found = field(name);
        if (found.isEmpty()) {
            return List.of();
        }
        JsonNode node = found.get();
        List<String> texts = new ArrayList<>();
        for (JsonNode entry : node.isArray() ? node : List.of(node)) {
            require(
                    entry.isTextual() && !entry.textValue().isEmpty(),
                    name,
                    entry,
                    "a string or a list of strings, none empty");
            texts.add(unicode(name, entry));
        }
        require(texts.size() <= most, name, node, "at most " + most + " entries");
        return List.copyOf(texts);
    }

    /** Refuses a field that would change the answer in a way this server does not offer. */
    void refuseUnless(String name, Predicate<JsonNode> harmless, String instead) {
        field(name).filter(harmless.negate()).ifPresent(node -> {
            throw ApiException.invalid(
                    name, "unsupported_value", "'" + name + "': " + shown(node) + " is not supported: " + instead);
        });
    }

    /** A text of whole characters: JSON can escape half of one, which no tokenizer reads. */
    static String unicode(String name, JsonNode node) {
        String text = node.textValue();
        int half = text.length();
        for (int i = text.length() - 1; i >= 0; i--) {
            boolean pair = i > 0 && Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i));
            half = !pair && Character.isSurrogate(text.charAt(i)) ? i : half;
            i -= pair ? 1 : 0;
        }
        if (half < text.length()) {
            throw ApiException.invalid(
                    name,
                    "invalid_value",
                    "'" + name + "' is not valid Unicode: half of a character (\\u"
                            + Integer.toHexString(text.charAt(half)) + ") stands alone at position " + half);
        }
        return text;
    }

    static void require(boolean holds, String name, JsonNode seen, String expected) {
        if (!holds) {
            throw ApiException.invalid(
                    name, "invalid_value", "'" + name + "' must be " + expected + ", got " + shown(seen));
        }
    }

    private static String shown(JsonNode node) {
        String text = node.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
