package dev.trainyard.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.nn.Layers;

/** A family of Llama's build, told apart by its config alone. */
public interface RotaryFamily extends CausalFamily {
    @Override
    RotaryConfig config(JsonNode json);

    @Override
    default LanguageModel create(ModelConfig config, Layers layers) {
        return new RotaryModel(own(config), layers);
    }

    @Override
    default boolean ignores(String key, ModelConfig config) {
        return RotaryModel.derives(key, own(config));
    }

    private RotaryConfig own(ModelConfig config) {
        if (config instanceof RotaryConfig rotary && config.modelType().equals(modelType())) {
            return rotary;
        }
        throw new IllegalArgumentException(
                "a " + modelType() + " model cannot be built of a config of " + config.modelType());
    }
}
