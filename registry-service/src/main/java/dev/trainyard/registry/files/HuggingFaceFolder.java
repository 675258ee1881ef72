package dev.trainyard.registry.files;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.registry.domain.ModelContent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder as {@code save_pretrained} writes it. */
final class HuggingFaceFolder {
    static final String CONFIG = "config.json";

    /** Where families keep their token embedding, of {@code [vocabulary, width]}. */
    private static final List<String> EMBEDDINGS = List.of(
            "model.embed_tokens.weight",
            "transformer.wte.weight",
            "wte.weight",
            "bert.embeddings.word_embeddings.weight",
            "embeddings.word_embeddings.weight");

    private HuggingFaceFolder() {}

    static InspectedModel inspect(Path folder) {
        Path file = folder.resolve(CONFIG);
        JsonNode config = JsonFile.object(file);
        String architecture = config.path("architectures").path(0).asText();
        String family = config.path("model_type").asText();
        if (architecture.isEmpty() || family.isEmpty()) {
            throw Refusal.of(
                    file,
                    "expected architectures, such as [\"LlamaForCausalLM\"], and model_type, such as \"llama\"; found "
                            + config.path("architectures") + " and " + config.path("model_type"));
        }
        SafetensorsShapes weights = SafetensorsFiles.read(folder, "model.safetensors");
        compare(file, config, weights.shapes());
        ModelContent content = ModelContent.huggingFace(architecture, weights.elements());
        return new InspectedModel(
                new ModelContent(content.format(), family, architecture, content.parameterCount()), Optional.empty());
    }

    /** A config that belongs to other weights would only be noticed when the model is used. */
    private static void compare(Path file, JsonNode config, Map<String, List<Long>> shapes) {
        EMBEDDINGS.stream().filter(shapes::containsKey).findFirst().ifPresent(name -> {
            List<Long> shape = shapes.getOrDefault(name, List.of());
            compare(file, "vocab_size", config.path("vocab_size"), name, shape, 0);
            String width = config.has("hidden_size") ? "hidden_size" : "n_embd";
            compare(file, width, config.path(width), name, shape, 1);
        });
    }

    private static void compare(Path file, String field, JsonNode said, String name, List<Long> shape, int axis) {
        if (said.isIntegralNumber() && shape.size() == 2 && said.asLong() != shape.get(axis)) {
            throw Refusal.of(
                    file,
                    field + " is " + said + ", but " + name + " is " + shape + ": config and weights do not belong"
                            + " together");
        }
    }
}
