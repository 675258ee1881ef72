package dev.trainyard.model.qwen3;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.model.CausalFamily;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.ModelConfig;
import dev.trainyard.model.RotaryModel;
import dev.trainyard.nn.Layers;
import java.util.List;

/** Qwen3, the dense models. */
public final class Qwen3Family implements CausalFamily {
    static final String MODEL_TYPE = "qwen3";
    static final String ARCHITECTURE = "Qwen3ForCausalLM";

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
        return "Qwen3ForSequenceClassification";
    }

    @Override
    public ModelConfig config(JsonNode json) {
        return Qwen3Config.read(json);
    }

    @Override
    public LanguageModel create(ModelConfig config, Layers layers) {
        if (config instanceof Qwen3Config qwen3) {
            return new RotaryModel(qwen3, layers);
        }
        throw new IllegalArgumentException("this is no config of a Qwen3 model: " + config.modelType());
    }

    @Override
    public boolean ignores(String key, ModelConfig config) {
        return config instanceof Qwen3Config qwen3 && RotaryModel.derives(key, qwen3);
    }
}
