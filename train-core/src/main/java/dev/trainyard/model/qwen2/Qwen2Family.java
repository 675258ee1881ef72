package dev.trainyard.model.qwen2;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.model.CausalFamily;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.ModelConfig;
import dev.trainyard.model.RotaryModel;
import dev.trainyard.nn.Layers;
import java.util.List;

/** Qwen2 and Qwen2.5. */
public final class Qwen2Family implements CausalFamily {
    static final String MODEL_TYPE = "qwen2";
    static final String ARCHITECTURE = "Qwen2ForCausalLM";

    @Override
    public String modelType() {
        return MODEL_TYPE;
    }

    @Override
    public List<String> architectures() {
        return List.of(ARCHITECTURE);
    }

    @Override
    public String classifierArchitecture() {
        return "Qwen2ForSequenceClassification";
    }

    @Override
    public ModelConfig config(JsonNode json) {
        return Qwen2Config.read(json);
    }

    @Override
    public LanguageModel create(ModelConfig config, Layers layers) {
        if (config instanceof Qwen2Config qwen2) {
            return new RotaryModel(qwen2, layers);
        }
        throw new IllegalArgumentException("this is no config of a Qwen2 model: " + config.modelType());
    }

    @Override
    public boolean ignores(String key, ModelConfig config) {
        return config instanceof Qwen2Config qwen2 && RotaryModel.derives(key, qwen2);
    }
}
