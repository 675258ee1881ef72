package dev.trainyard.model.gpt2;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.model.CausalFamily;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.ModelConfig;
import dev.trainyard.nn.Layers;
import dev.trainyard.nn.Parameters;
import dev.trainyard.tensor.NoGrad;
import java.util.List;

/** GPT-2 and what was trained from it, such as DialoGPT. */
public final class Gpt2Family implements CausalFamily {
    static final String MODEL_TYPE = "gpt2";
    static final String ARCHITECTURE = "GPT2LMHeadModel";

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
        return "GPT2ForSequenceClassification";
    }

    @Override
    public ModelConfig config(JsonNode json) {
        return Gpt2ConfigJson.read(json);
    }

    @Override
    public LanguageModel create(ModelConfig config, Layers layers) {
        if (config instanceof Gpt2Config gpt2) {
            return new Gpt2Model(gpt2, layers);
        }
        throw new IllegalArgumentException("this is no config of a GPT-2 model: " + config.modelType());
    }

    @Override
    public String canonical(String key) {
        return Gpt2Keys.canonical(key);
    }

    /**
     * Maps whose results are added to the residual stream start smaller, so that the stream does not grow with depth.
     * Source: Radford et al. 2019, section 2.3.
     */
    @Override
    public void scaleFresh(Parameters parameters, ModelConfig config) {
        if (config instanceof Gpt2Config gpt2) {
            double scale = 1 / Math.sqrt(2.0 * gpt2.layers());
            try (NoGrad guard = NoGrad.open()) {
                parameters.all().forEach((name, weight) -> {
                    if (Gpt2Keys.addsToResidual(name)) {
                        weight.mul_(scale);
                    }
                });
            }
        }
    }

    @Override
    public boolean ignores(String key, ModelConfig config) {
        return Gpt2Keys.isCausalMask(key)
                || (key.equals(Gpt2Keys.HEAD + ".weight")
                        && config instanceof Gpt2Config gpt2
                        && gpt2.tieWordEmbeddings());
    }
}
