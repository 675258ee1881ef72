package dev.trainyard.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.nn.RopeConfig;
import java.util.OptionalInt;

/**
 * The sizes that every family of Llama's build has, with the names of {@code config.json}.
 *
 * @param rope the angles of positions; its head dim is that of the attention
 */
public record RotaryShape(
        int vocabSize,
        int hiddenSize,
        int intermediateSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int numKeyValueHeads,
        int maxPositionEmbeddings,
        double rmsNormEps,
        RopeConfig rope,
        boolean tieWordEmbeddings,
        double initializerRange) {

    /** Sizes small enough for tests, of a model that learns in seconds. */
    public static RotaryShape debug() {
        return new RotaryShape(256, 64, 176, 2, 4, 2, 256, 1e-5, RopeConfig.of(16, 10_000), true, 0.02);
    }

    /**
     * Reads the sizes; what is wrong is noted in the reader.
     *
     * @param maxPositions where none are given
     * @param headDim where none is given; if empty, the width divided among the heads
     */
    public static RotaryShape read(ConfigReader reader, int maxPositions, OptionalInt headDim) {
        int hiddenSize = reader.size("hidden_size");
        int heads = reader.size("num_attention_heads");
        int keyValueHeads = reader.size("num_key_value_heads", heads);
        reader.require(
                heads % keyValueHeads == 0,
                "num_key_value_heads " + keyValueHeads + " does not divide num_attention_heads " + heads);
        String activation = reader.text("hidden_act", "silu");
        reader.require(activation.equals("silu"), "hidden_act \"" + activation + "\" is not supported: expected silu");
        return new RotaryShape(
                reader.size("vocab_size"),
                hiddenSize,
                reader.size("intermediate_size"),
                reader.size("num_hidden_layers"),
                heads,
                keyValueHeads,
                reader.size("max_position_embeddings", maxPositions),
                reader.positive("rms_norm_eps", 1e-6),
                RopeJson.read(reader, headDim(reader, hiddenSize, heads, headDim)),
                reader.flag("tie_word_embeddings", false),
                reader.positive("initializer_range", 0.02));
    }

    private static int headDim(ConfigReader reader, int hiddenSize, int heads, OptionalInt orElse) {
        boolean given = reader.has("head_dim") || orElse.isPresent();
        reader.require(
                given || hiddenSize % heads == 0,
                "num_attention_heads " + heads + " does not divide hidden_size " + hiddenSize
                        + ": change one of them or set head_dim");
        int headDim = given ? reader.size("head_dim", orElse.orElse(1)) : Math.max(1, hiddenSize / heads);
        reader.require(
                headDim % 2 == 0,
                "head_dim " + headDim + " is odd: rotary positions turn pairs of features, so use an even number");
        return headDim;
    }

    /** Writes the sizes and what all these families have in common. */
    void write(ObjectNode json) {
        json.put("vocab_size", vocabSize);
        json.put("hidden_size", hiddenSize);
        json.put("intermediate_size", intermediateSize);
        json.put("num_hidden_layers", numHiddenLayers);
        json.put("num_attention_heads", numAttentionHeads);
        json.put("num_key_value_heads", numKeyValueHeads);
        json.put("head_dim", rope.headDim());
        json.put("max_position_embeddings", maxPositionEmbeddings);
        json.put("rms_norm_eps", rmsNormEps);
        json.put("hidden_act", "silu");
        json.put("tie_word_embeddings", tieWordEmbeddings);
        json.put("attention_dropout", 0.0);
        json.put("initializer_range", initializerRange);
        json.put("use_cache", true);
        RopeJson.write(rope, json);
    }
}
