package dev.trainyard.model.llama;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.model.CausalFamily;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.ModelConfig;
import dev.trainyard.model.RotaryModel;
import dev.trainyard.nn.Layers;
import java.util.List;

/** Llama 2 and 3, and the many models of their shape. */
public final class LlamaFamily implements CausalFamily {
    static final String MODEL_TYPE = "llama";
    static final String ARCHITECTURE = "LlamaForCausalLM";

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
        return "LlamaForSequenceClassification";
    }

    @Override
    public ModelConfig config(JsonNode json) {
        return LlamaConfig.read(json);
    }

    @Override
    public LanguageModel create(ModelConfig config, Layers layers) {
        if (config instanceof LlamaConfig llama) {
            return new RotaryModel(llama, layers);
        }
        throw new IllegalArgumentException("this is no config of a Llama model: " + config.modelType());
    }

    @Override
    public boolean ignores(String key, ModelConfig config) {
        return config instanceof LlamaConfig llama && RotaryModel.derives(key, llama);
    }
}
