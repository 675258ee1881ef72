package dev.trainyard.model.llama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.model.ConfigReader;
import dev.trainyard.model.RotaryConfig;
import dev.trainyard.model.RotaryShape;
import dev.trainyard.model.SpecialTokens;
import dev.trainyard.nn.Attention;
import dev.trainyard.nn.RotaryBlock;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The shape of a Llama model; the biases are those of all maps of the attention, and of the feed-forward part. */
public record LlamaConfig(RotaryShape shape, boolean attentionBias, boolean mlpBias, SpecialTokens tokens)
        implements RotaryConfig {
    /** A model small enough for tests that learns in seconds. */
    public static LlamaConfig debug() {
        return new LlamaConfig(RotaryShape.debug(), false, false, SpecialTokens.NONE);
    }

    static LlamaConfig read(JsonNode json) {
        var reader = new ConfigReader(json);
        var config = new LlamaConfig(
                RotaryShape.read(reader, 2048, OptionalInt.empty()),
                reader.flag("attention_bias", false),
                reader.flag("mlp_bias", false),
                SpecialTokens.read(reader));
        reader.check();
        return config;
    }

    @Override
    public String architecture() {
        return LlamaFamily.ARCHITECTURE;
    }

    @Override
    public String modelType() {
        return LlamaFamily.MODEL_TYPE;
    }

    @Override
    public RotaryBlock.Shape block() {
        var attention = new Attention.Shape(
                shape.hiddenSize(),
                shape.numAttentionHeads(),
                shape.numKeyValueHeads(),
                shape.rope().headDim(),
                attentionBias,
                attentionBias,
                OptionalDouble.empty());
        return new RotaryBlock.Shape(attention, shape.intermediateSize(), mlpBias, shape.rmsNormEps());
    }

    @Override
    public LlamaConfig withTokens(SpecialTokens own) {
        return new LlamaConfig(shape, attentionBias, mlpBias, own);
    }

    @Override
    public void writeOwn(ObjectNode json) {
        json.put("attention_bias", attentionBias);
        json.put("mlp_bias", mlpBias);
        json.put("pretraining_tp", 1);
    }
}
