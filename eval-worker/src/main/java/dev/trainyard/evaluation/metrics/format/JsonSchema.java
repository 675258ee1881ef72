package dev.trainyard.evaluation.metrics.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * The part of JSON Schema that says how an answer is built: {@code type, enum, const, properties, required,
 * additionalProperties (true or false), items, minItems, maxItems, minLength, maxLength, pattern, minimum, maximum}. A
 * schema that says more is refused, as an answer would be taken for valid that is not.
 */
final class JsonSchema {
    private static final Set<String> REMARKS = Set.of("$schema", "$id", "title", "description", "default", "examples");
    private static final Set<String> KNOWN = Set.of(
            "type",
            "enum",
            "const",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "minItems",
            "maxItems",
            "minLength",
            "maxLength",
            "pattern",
            "minimum",
            "maximum");
    private static final Set<String> TYPES =
            Set.of("object", "array", "string", "number", "integer", "boolean", "null");

    private JsonSchema() {}

    /** Errors: {@link IllegalArgumentException} with what of the schema is not understood. */
    static void check(JsonNode schema) {
        if (!schema.isObject()) {
            throw new IllegalArgumentException("schema must be an object, but is " + schema);
        }
        schema.fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name) && !REMARKS.contains(name)) {
                throw new IllegalArgumentException("schema." + name + " is not supported; supported: "
                        + String.join(", ", KNOWN.stream().sorted().toList()));
            }
        });
        for (String type : types(schema)) {
            if (!TYPES.contains(type)) {
                throw new IllegalArgumentException("schema.type \"" + type + "\" is unknown; known: "
                        + String.join(", ", TYPES.stream().sorted().toList()));
            }
        }
        if (schema.has("additionalProperties")
                && !schema.path("additionalProperties").isBoolean()) {
            throw new IllegalArgumentException("schema.additionalProperties must be true or false");
        }
        if (schema.has("pattern")) {
            new BoundedPattern(schema.path("pattern").asText());
        }
        schema.path("properties").forEach(JsonSchema::check);
        if (schema.has("items")) {
            check(schema.path("items"));
        }
    }

    static boolean holds(JsonNode schema, JsonNode value) {
        return typeHolds(schema, value)
                && valueHolds(schema, value)
                && (!value.isObject() || objectHolds(schema, value))
                && (!value.isArray() || arrayHolds(schema, value))
                && (!value.isTextual() || textHolds(schema, value.textValue()))
                && (!value.isNumber() || inside(schema, "minimum", "maximum", value.doubleValue()));
    }

    private static List<String> types(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray()
                ? StreamSupport.stream(type.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList()
                : type.isMissingNode() ? List.of() : List.of(type.asText());
    }

    private static boolean typeHolds(JsonNode schema, JsonNode value) {
        List<String> types = types(schema);
        return types.isEmpty() || types.stream().anyMatch(type -> isOf(type, value));
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "number" -> value.isNumber();
            case "integer" -> value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue());
            case "boolean" -> value.isBoolean();
            default -> value.isNull();
        };
    }

    private static boolean valueHolds(JsonNode schema, JsonNode value) {
        boolean one = !schema.has("enum")
                || StreamSupport.stream(schema.path("enum").spliterator(), false)
                        .anyMatch(each -> same(each, value));
        return one && (!schema.has("const") || same(schema.path("const"), value));
    }

    /** 1 and 1.0 are one number. */
    private static boolean same(JsonNode a, JsonNode b) {
        return a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) == 0 : a.equals(b);
    }

    private static boolean objectHolds(JsonNode schema, JsonNode value) {
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asText())) {
                return false;
            }
        }
        JsonNode properties = schema.path("properties");
        boolean open = schema.path("additionalProperties").asBoolean(true);
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            JsonNode own = properties.path(field.getKey());
            if (own.isMissingNode() ? !open : !holds(own, field.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean arrayHolds(JsonNode schema, JsonNode value) {
        boolean all = !schema.has("items")
                || StreamSupport.stream(value.spliterator(), false).allMatch(item -> holds(schema.path("items"), item));
        return all && inside(schema, "minItems", "maxItems", value.size());
    }

    private static boolean textHolds(JsonNode schema, String text) {
        return inside(schema, "minLength", "maxLength", text.codePointCount(0, text.length()))
                && (!schema.has("pattern")
                        || new BoundedPattern(schema.path("pattern").asText()).isFoundIn(text));
    }

    private static boolean inside(JsonNode schema, String least, String most, double value) {
        return value >= schema.path(least).asDouble(Double.NEGATIVE_INFINITY)
                && value <= schema.path(most).asDouble(Double.POSITIVE_INFINITY);
    }
}
