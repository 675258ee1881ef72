package dev.trainyard.evaluation.metrics.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The fields of a check beside its type, read strictly: a misspelt one must not make a check say yes to everything. */
record Parameters(String type, JsonNode fields, Set<String> known) {
    Parameters(String type, JsonNode fields) {
        this(type, fields, new LinkedHashSet<>(Set.of("type")));
    }

    private JsonNode field(String name) {
        known.add(name);
        return fields.path(name);
    }

    private IllegalArgumentException expected(String name, String what) {
        JsonNode found = field(name);
        return new IllegalArgumentException("format " + type + " needs " + name + ": expected " + what + ", found "
                + (found.isMissingNode() ? "nothing" : found));
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> expected(name, "text"));
    }

    Optional<String> optionalText(String name) {
        JsonNode node = field(name);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isTextual() || node.textValue().isEmpty()) {
            throw expected(name, "text");
        }
        return Optional.of(node.textValue());
    }

    List<String> texts(String name) {
        JsonNode node = field(name);
        List<String> texts = new ArrayList<>();
        node.forEach(each -> texts.add(each.asText()));
        boolean good = node.isArray() && !texts.isEmpty() && texts.stream().noneMatch(String::isEmpty);
        if (!good) {
            throw expected(name, "a list of texts");
        }
        return texts;
    }

    Optional<JsonNode> object(String name) {
        JsonNode node = field(name);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isObject()) {
            throw expected(name, "an object");
        }
        return Optional.of(node);
    }

    int number(String name) {
        JsonNode node = field(name);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
            throw expected(name, "a whole number from 0");
        }
        return node.intValue();
    }

    int number(String name, int otherwise) {
        JsonNode node = field(name);
        return node.isMissingNode() || node.isNull() ? otherwise : number(name);
    }

    boolean flag(String name, boolean otherwise) {
        JsonNode node = field(name);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw expected(name, "true or false");
        }
        return node.booleanValue();
    }

    /** Errors: {@link IllegalArgumentException} where there are fields nobody asked for. */
    void end() {
        fields.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "format " + type + " has no field " + name + "; it has: " + String.join(", ", known));
            }
        });
    }
}
