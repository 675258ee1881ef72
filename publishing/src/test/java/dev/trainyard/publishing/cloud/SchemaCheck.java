package dev.trainyard.publishing.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What of a published schema matters here: unknown fields, missing ones, types, patterns and the bounds of numbers. */
final class SchemaCheck {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> problems = new ArrayList<>();

    private SchemaCheck() {}

    static List<String> problems(JsonNode document, Path schema) {
        try {
            SchemaCheck check = new SchemaCheck();
            check.value("", document, JSON.readTree(schema.toFile()));
            return check.problems;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void value(String path, JsonNode value, JsonNode schema) {
        if (schema.has("anyOf")) {
            boolean any = false;
            for (JsonNode one : schema.path("anyOf")) {
                any = any || hasType(value, one.path("type").asText());
            }
            require(any, path + " has none of the types");
        } else if (schema.has("type")) {
            require(hasType(value, schema.path("type").asText()), path + " is no " + schema.path("type"));
        }
        if (schema.has("pattern") && value.isTextual()) {
            require(value.asText().matches(schema.path("pattern").asText()), path + " does not match");
        }
        schema.path("required").forEach(name -> require(value.has(name.asText()), path + " lacks " + name));
        if (value.isObject() && (schema.has("properties") || schema.has("additionalProperties"))) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                field(path + "/" + field.getKey(), field, schema);
            }
        }
    }

    private void field(String path, Map.Entry<String, JsonNode> field, JsonNode schema) {
        JsonNode known = schema.path("properties").path(field.getKey());
        JsonNode additional = schema.path("additionalProperties");
        if (known.isMissingNode() && !additional.isObject()) {
            problems.add(path + " is not known");
        } else {
            value(path, field.getValue(), known.isMissingNode() ? additional : known);
        }
    }

    private static boolean hasType(JsonNode value, String type) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "boolean" -> value.isBoolean();
            default -> throw new IllegalArgumentException("type " + type);
        };
    }

    private void require(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }
}
