package dev.trainyard.model.qwen2;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.model.RotaryFamily;
import java.util.List;

/** Qwen2 and Qwen2.5. */
public final class Qwen2Family implements RotaryFamily {
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
    public Qwen2Config config(JsonNode json) {
        return Qwen2Config.read(json);
    }
}
