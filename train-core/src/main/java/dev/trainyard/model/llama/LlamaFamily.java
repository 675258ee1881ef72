package dev.trainyard.model.llama;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.model.RotaryFamily;
import java.util.List;

/** Llama 2 and 3, and the many models of their shape. */
public final class LlamaFamily implements RotaryFamily {
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
    public LlamaConfig config(JsonNode json) {
        return LlamaConfig.read(json);
    }
}
