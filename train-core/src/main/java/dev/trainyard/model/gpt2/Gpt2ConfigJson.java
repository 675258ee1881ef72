package dev.trainyard.model.gpt2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.model.ConfigReader;
import dev.trainyard.model.SpecialTokens;
import dev.trainyard.nn.Activation;
import java.util.List;

/** GPT-2's {@code config.json}. Source: transformers, configuration_gpt2.py, whose defaults these are. */
final class Gpt2ConfigJson {
    private static final double DROPOUT = 0.1;
    private static final int MAX_WIDTH = 1 << 20;

    private Gpt2ConfigJson() {}

    static Gpt2Config read(JsonNode json) {
        var reader = new ConfigReader(json);
        int width = reader.size("n_embd");
        int heads = reader.size("n_head");
        reader.require(
                width % heads == 0, "n_head " + heads + " does not divide n_embd " + width + ": change one of them");
        reader.require(width <= MAX_WIDTH, "n_embd is " + width + ": expected at most " + MAX_WIDTH);
        requireKnownParts(reader);
        var config = new Gpt2Config(
                reader.size("vocab_size"),
                width,
                reader.size("n_inner", 4 * Math.min(width, MAX_WIDTH)),
                reader.size("n_layer"),
                heads,
                reader.size("n_positions", reader.size("n_ctx", 1024)),
                reader.positive("layer_norm_epsilon", 1e-5),
                reader.activation("activation_function", Activation.GELU_TANH),
                new Gpt2Config.Dropout(
                        reader.probability("embd_pdrop", DROPOUT),
                        reader.probability("attn_pdrop", DROPOUT),
                        reader.probability("resid_pdrop", DROPOUT)),
                reader.flag("tie_word_embeddings", true),
                reader.positive("initializer_range", 0.02),
                SpecialTokens.read(reader));
        reader.check();
        return config;
    }

    private static void requireKnownParts(ConfigReader reader) {
        reader.require(
                reader.flag("scale_attn_weights", true), "scale_attn_weights false is not supported: expected true");
        for (String flag : List.of("scale_attn_by_inverse_layer_idx", "add_cross_attention")) {
            reader.require(!reader.flag(flag, false), flag + " true is not supported: expected false");
        }
    }

    static void write(Gpt2Config config, ObjectNode json) {
        json.put("vocab_size", config.vocabSize());
        json.put("n_embd", config.width());
        json.put("n_inner", config.inner());
        json.put("n_layer", config.layers());
        json.put("n_head", config.heads());
        json.put("n_positions", config.positions());
        // Other converters read the name of old checkpoints.
        json.put("n_ctx", config.positions());
        json.put("activation_function", config.activation().configName());
        json.put("layer_norm_epsilon", config.layerNormEpsilon());
        json.put("embd_pdrop", config.dropout().embedding());
        json.put("attn_pdrop", config.dropout().attention());
        json.put("resid_pdrop", config.dropout().residual());
        json.put("scale_attn_weights", true);
        json.put("tie_word_embeddings", config.tieWordEmbeddings());
        json.put("initializer_range", config.initializerRange());
        json.put("use_cache", true);
    }
}
