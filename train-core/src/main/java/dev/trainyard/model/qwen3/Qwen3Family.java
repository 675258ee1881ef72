package dev.trainyard.model.qwen3;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.model.RotaryFamily;
import java.util.List;

/** Qwen3, the dense models. */
public final class Qwen3Family implements RotaryFamily {
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
    public Qwen3Config config(JsonNode json) {
        return Qwen3Config.read(json);
    }
}
