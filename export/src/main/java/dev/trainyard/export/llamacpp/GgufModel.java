package dev.trainyard.export.llamacpp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.export.gguf.GgufFile;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.modelfiles.gguf.GgufMetadata;
import dev.trainyard.nn.LayerDecorator;
import java.nio.file.Path;

/** Models in GGUF files, as ours: weights turned back to float32. */
public final class GgufModel {
    static final String ARCHITECTURE = "general.architecture";
    static final String TYPE = "general.type";

    private GgufModel() {}

    /**
     * Loads a model.
     *
     * @return a model the caller closes
     * @throws TrainingFailure INVALID_MODEL if the file is damaged, or no whole model of a family that we have
     */
    public static LanguageModel load(Path path) {
        try (GgufFile file = GgufFile.open(path)) {
            Architecture architecture = architecture(file.metadata(), path);
            if (!file.names().contains("token_embd.weight")) {
                throw new TrainingFailure(FailureCode.INVALID_MODEL, path + " has no tensor \"token_embd.weight\"");
            }
            ObjectNode config = ShapeKeys.read(architecture, file);
            int heads = config.path("num_attention_heads").asInt();
            int keyHeads = config.path("num_key_value_heads").asInt();
            return ModelFamilies.load(
                    config, new HuggingFaceView(architecture, file, heads, keyHeads), LayerDecorator.NONE);
        }
    }

    static Architecture architecture(GgufMetadata metadata, Path path) {
        return Architecture.named(metadata.text(ARCHITECTURE)
                .orElseThrow(() ->
                        new TrainingFailure(FailureCode.INVALID_MODEL, path + " does not say its " + ARCHITECTURE)));
    }
}
