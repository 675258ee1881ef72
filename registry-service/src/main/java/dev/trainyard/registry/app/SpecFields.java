package dev.trainyard.registry.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.registry.domain.RegisteredVersion;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Specs as single fields with their paths, to be laid side by side. */
final class SpecFields {
    private SpecFields() {}

    /**
     * The fields in which the versions differ, by path, each with its value in every version; null where a version does
     * not have it, as one that was trained elsewhere has no spec.
     */
    static Map<String, List<JsonNode>> differences(List<RegisteredVersion> versions) {
        List<Map<String, JsonNode>> all = versions.stream().map(SpecFields::of).toList();
        Set<String> paths =
                all.stream().flatMap(fields -> fields.keySet().stream()).collect(Collectors.toCollection(TreeSet::new));
        Map<String, List<JsonNode>> differences = new TreeMap<>();
        for (String path : paths) {
            List<JsonNode> values = all.stream()
                    .map(fields -> Objects.requireNonNullElse(fields.get(path), NullNode.getInstance()))
                    .map(JsonNode.class::cast)
                    .toList();
            if (values.stream().distinct().count() > 1) {
                differences.put(path, values);
            }
        }
        return differences;
    }

    private static Map<String, JsonNode> of(RegisteredVersion version) {
        Map<String, JsonNode> fields = new TreeMap<>();
        version.spec().ifPresent(spec -> {
            flatten("", WireJson.mapper().valueToTree(spec), fields);
            fields.remove("name");
        });
        return fields;
    }

    private static void flatten(String path, JsonNode node, Map<String, JsonNode> fields) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties()
                    .forEach(entry -> flatten(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), fields));
        } else {
            fields.put(path, node);
        }
    }
}
