package dev.trainyard.model.llama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.model.ConfigReader;
import dev.trainyard.nn.RopeConfig;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Llama's {@code config.json}: reads the form of transformers 5 ({@code rope_parameters}) and the one before ({@code
 * rope_theta}, {@code rope_scaling}), and writes both, so that any reader finds what it knows.
 */
final class LlamaConfigJson {
    private static final double DEFAULT_THETA = 10_000;

    private LlamaConfigJson() {}

    static LlamaConfig read(JsonNode json) {
        var reader = new ConfigReader(json);
        int hiddenSize = reader.size("hidden_size");
        int heads = reader.size("num_attention_heads");
        int keyValueHeads = reader.size("num_key_value_heads", heads);
        reader.require(
                heads % keyValueHeads == 0,
                "num_key_value_heads " + keyValueHeads + " does not divide num_attention_heads " + heads);
        String activation = reader.text("hidden_act", "silu");
        reader.require(activation.equals("silu"), "hidden_act \"" + activation + "\" is not supported: expected silu");
        var config = new LlamaConfig(
                reader.size("vocab_size"),
                hiddenSize,
                reader.size("intermediate_size"),
                reader.size("num_hidden_layers"),
                heads,
                keyValueHeads,
                reader.size("max_position_embeddings", 2048),
                reader.positive("rms_norm_eps", 1e-6),
                rope(reader, headDim(reader, hiddenSize, heads)),
                reader.flag("tie_word_embeddings", false),
                reader.flag("attention_bias", false),
                reader.flag("mlp_bias", false),
                reader.positive("initializer_range", 0.02),
                reader.token("bos_token_id"),
                reader.tokens("eos_token_id"),
                reader.token("pad_token_id"));
        reader.check();
        return config;
    }

    private static int headDim(ConfigReader reader, int hiddenSize, int heads) {
        boolean given = reader.has("head_dim");
        reader.require(
                given || hiddenSize % heads == 0,
                "num_attention_heads " + heads + " does not divide hidden_size " + hiddenSize
                        + ": change one of them or set head_dim");
        int headDim = given ? reader.size("head_dim", 1) : Math.max(1, hiddenSize / heads);
        reader.require(
                headDim % 2 == 0,
                "head_dim " + headDim + " is odd: rotary positions turn pairs of features, so use an even number");
        return headDim;
    }

    private static RopeConfig rope(ConfigReader reader, int headDim) {
        ConfigReader parameters = reader.nested(reader.has("rope_parameters") ? "rope_parameters" : "rope_scaling");
        double theta = parameters.positive("rope_theta", reader.positive("rope_theta", DEFAULT_THETA));
        String type = parameters.text("rope_type", parameters.text("type", "default"));
        return switch (type) {
            case "default" -> RopeConfig.of(headDim, theta);
            case "linear" -> new RopeConfig(headDim, theta, parameters.positive("factor", 1), Optional.empty());
            case "llama3" -> new RopeConfig(headDim, theta, 1, Optional.of(llama3(parameters)));
            default -> {
                reader.problem("rope_type \"" + type + "\" is not supported: expected default, linear or llama3");
                yield RopeConfig.of(headDim, theta);
            }
        };
    }

    private static RopeConfig.Llama3 llama3(ConfigReader parameters) {
        double low = parameters.positive("low_freq_factor", 1);
        double high = parameters.positive("high_freq_factor", 4);
        parameters.require(high > low, "high_freq_factor " + high + " is not above low_freq_factor " + low);
        return new RopeConfig.Llama3(
                parameters.positive("factor", 8), low, high, parameters.size("original_max_position_embeddings"));
    }

    static ObjectNode write(LlamaConfig config) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add(config.architecture());
        json.put("model_type", config.modelType());
        json.put("vocab_size", config.vocabSize());
        json.put("hidden_size", config.hiddenSize());
        json.put("intermediate_size", config.intermediateSize());
        json.put("num_hidden_layers", config.numHiddenLayers());
        json.put("num_attention_heads", config.numAttentionHeads());
        json.put("num_key_value_heads", config.numKeyValueHeads());
        json.put("head_dim", config.rope().headDim());
        json.put("max_position_embeddings", config.maxPositionEmbeddings());
        json.put("rms_norm_eps", config.rmsNormEps());
        json.put("hidden_act", "silu");
        json.put("tie_word_embeddings", config.tieWordEmbeddings());
        json.put("attention_bias", config.attentionBias());
        json.put("attention_dropout", 0.0);
        json.put("mlp_bias", config.mlpBias());
        json.put("initializer_range", config.initializerRange());
        json.put("pretraining_tp", 1);
        json.put("use_cache", true);
        writeRope(config.rope(), json);
        writeTokens(config, json);
        json.put("dtype", "float32");
        json.put("torch_dtype", "float32");
        return json;
    }

    private static void writeRope(RopeConfig rope, ObjectNode json) {
        ObjectNode scaling = JsonNodeFactory.instance.objectNode();
        scaling.put("rope_type", ropeType(rope));
        if (rope.linearFactor() != 1) {
            scaling.put("factor", rope.linearFactor());
        }
        rope.llama3().ifPresent(llama3 -> {
            scaling.put("factor", llama3.factor());
            scaling.put("low_freq_factor", llama3.lowFreqFactor());
            scaling.put("high_freq_factor", llama3.highFreqFactor());
            scaling.put("original_max_position_embeddings", llama3.originalMaxPositions());
        });
        json.put("rope_theta", rope.theta());
        json.set("rope_scaling", ropeType(rope).equals("default") ? json.nullNode() : scaling);
        json.set("rope_parameters", scaling.deepCopy().put("rope_theta", rope.theta()));
    }

    private static String ropeType(RopeConfig rope) {
        return rope.llama3().isPresent() ? "llama3" : rope.linearFactor() == 1 ? "default" : "linear";
    }

    private static void writeTokens(LlamaConfig config, ObjectNode json) {
        putToken(json, "bos_token_id", config.bosTokenId());
        putToken(json, "pad_token_id", config.padTokenId());
        switch (config.eosTokenIds().size()) {
            case 0 -> json.putNull("eos_token_id");
            case 1 -> json.put("eos_token_id", config.eosTokenIds().getFirst());
            default -> config.eosTokenIds().forEach(json.putArray("eos_token_id")::add);
        }
    }

    private static void putToken(ObjectNode json, String field, OptionalInt token) {
        if (token.isPresent()) {
            json.put(field, token.getAsInt());
        } else {
            json.putNull(field);
        }
    }
}
