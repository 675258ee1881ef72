package dev.trainyard.contracts.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings the flat form ({@code learning_rate: …} at the top) and the three-section form ({@code model_config},
 * {@code training_config}, {@code data_config}) into the form of {@link JobSpec}, and remembers what the user called
 * each field.
 */
final class SpecLayout {
    /** With one of these at the top, a document is in the form of {@link JobSpec}. */
    private static final List<String> OWN_SECTIONS =
            List.of("model", "training_data", "hyperparameters", "optimization");

    /** Fields of a job spec that keep their place beside the names of the other forms. */
    private static final List<String> SHARED =
            List.of("name", "adapter", "checkpoints", "training", "resources", "evaluation", "deployment", "metadata");

    private final Problems problems;
    private final Map<String, String> written = new HashMap<>();
    private boolean flat;
    private boolean sections;

    SpecLayout(Problems problems) {
        this.problems = problems;
    }

    /** The document in the form of {@link JobSpec}. */
    ObjectNode convert(ObjectNode document) {
        sections = FieldNames.SECTIONS.stream().anyMatch(document::has);
        flat = !sections
                && OWN_SECTIONS.stream().noneMatch(document::has)
                && document.properties().stream()
                        .anyMatch(entry -> FieldNames.place(entry.getKey()).isPresent());
        if (!flat && !sections) {
            return document;
        }
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : document.properties()) {
            move(entry, spec);
        }
        forgetFamilyOfBase(spec);
        nameIfAbsent(spec);
        return spec;
    }

    private void move(Map.Entry<String, JsonNode> entry, ObjectNode spec) {
        String name = entry.getKey();
        if (SHARED.contains(name)) {
            merge(name, entry.getValue(), spec);
        } else if (sections && FieldNames.SECTIONS.contains(name)) {
            if (entry.getValue() instanceof ObjectNode section) {
                section.properties().forEach(field -> place(name + ".", field, spec));
            } else if (!entry.getValue().isNull()) {
                problems.add(name, "expected a section with fields");
            }
        } else {
            place("", entry, spec);
        }
    }

    /** A shared section may have been begun by a flat name, or the other way round. */
    private void merge(String name, JsonNode value, ObjectNode spec) {
        if (value instanceof ObjectNode section && spec.get(name) instanceof ObjectNode begun) {
            section.properties()
                    .forEach(field -> put(name + "." + field.getKey(), field.getValue(), begun, field.getKey()));
        } else {
            spec.set(name, value);
        }
    }

    private void place(String prefix, Map.Entry<String, JsonNode> field, ObjectNode spec) {
        String name = field.getKey();
        String as = prefix + name;
        Optional<String> place = FieldNames.place(name);
        if (place.isEmpty() && (name.equals("name") || name.equals("metadata"))) {
            merge(name, field.getValue(), spec);
            written.put(name, as);
        } else if (place.isEmpty()) {
            problems.add(as, "unknown field" + Spelling.suggestion(name, FieldNames.all()));
        } else if (!field.getValue().isNull()) {
            written.merge(place.get(), as, (first, second) -> first);
            put(place.get(), as, field.getValue(), spec);
        }
    }

    private void put(String place, String as, JsonNode value, ObjectNode spec) {
        ObjectNode parent = spec;
        String[] steps = place.split("\\.");
        for (int i = 0; i < steps.length - 1; i++) {
            parent = child(parent, steps[i], as);
        }
        put(as, value, parent, steps[steps.length - 1]);
    }

    private void put(String as, JsonNode value, ObjectNode parent, String key) {
        JsonNode before = parent.get(key);
        if (before instanceof ObjectNode begun && value.isBoolean()) {
            begun.set("enabled", value);
        } else if (before == null) {
            parent.set(key, value);
        } else {
            problems.add(as, "given twice under different names: keep one of them");
        }
    }

    /** {@code early_stopping: true} becomes a section when {@code patience} stands beside it. */
    private ObjectNode child(ObjectNode parent, String key, String as) {
        JsonNode present = parent.get(key);
        if (present instanceof ObjectNode object) {
            return object;
        }
        if (present != null && !present.isNull() && !present.isBoolean()) {
            problems.add(as, "cannot stand beside " + key + ": " + Section.shown(present.toString()));
        }
        ObjectNode created = parent.putObject(key);
        if (present instanceof BooleanNode) {
            created.set("enabled", present);
        }
        return created;
    }

    /** {@code model_type} beside a base model only says what the base is: its own config.json decides. */
    private static void forgetFamilyOfBase(ObjectNode spec) {
        if (spec.get("model") instanceof ObjectNode model
                && model.has("base")
                && model.get("architecture") instanceof ObjectNode shape
                && shape.size() == 1
                && shape.path("model_type").isTextual()) {
            model.remove("architecture");
        }
    }

    /** The flat form has no name of its own: the output folder or the family gives one. */
    private static void nameIfAbsent(ObjectNode spec) {
        if (spec.hasNonNull("name")) {
            return;
        }
        String folder = spec.path("metadata").path("output_dir").asText("");
        String family =
                spec.path("model").path("architecture").path("model_type").asText("");
        String name = nameFrom(folder.isEmpty() ? family : folder);
        if (name != null) {
            spec.put("name", name);
        }
    }

    private static @Nullable String nameFrom(String path) {
        String[] parts = path.split("[/\\\\]");
        String last = parts.length == 0 ? "" : parts[parts.length - 1];
        String name =
                last.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-").replaceAll("^[._-]+", "");
        return name.isEmpty() ? null : name.substring(0, Math.min(96, name.length()));
    }

    /** The path of a field as it stands in the user's document. */
    String asWritten(String field) {
        if (!flat && !sections) {
            return field;
        }
        for (String place = field; ; place = place.substring(0, cut(place))) {
            String name = written.get(place);
            if (name == null) {
                name = (flat ? FieldNames.flatName(place) : FieldNames.sectionName(place)).orElse(null);
            }
            if (name != null) {
                return name + field.substring(place.length());
            }
            if (cut(place) < 0) {
                return field;
            }
        }
    }

    private static int cut(String place) {
        return Math.max(place.lastIndexOf('.'), place.lastIndexOf('['));
    }
}
