package dev.trainyard.model.qwen3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.model.ConfigReader;
import dev.trainyard.model.FullAttention;
import dev.trainyard.model.RotaryConfig;
import dev.trainyard.model.RotaryShape;
import dev.trainyard.model.SpecialTokens;
import dev.trainyard.nn.Attention;
import dev.trainyard.nn.RotaryBlock;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The shape of a dense Qwen3 model. Source: transformers, configuration_qwen3.py. */
public record Qwen3Config(RotaryShape shape, boolean attentionBias, SpecialTokens tokens) implements RotaryConfig {
    /** A model small enough for tests that learns in seconds. */
    public static Qwen3Config debug() {
        return new Qwen3Config(RotaryShape.debug(), false, SpecialTokens.NONE);
    }

    static Qwen3Config read(JsonNode json) {
        var reader = new ConfigReader(json);
        FullAttention.check(reader);
        var config = new Qwen3Config(
                RotaryShape.read(reader, 32_768, OptionalInt.of(128)),
                reader.flag("attention_bias", false),
                SpecialTokens.read(reader));
        reader.check();
        return config;
    }

    @Override
    public String architecture() {
        return Qwen3Family.ARCHITECTURE;
    }

    @Override
    public String modelType() {
        return Qwen3Family.MODEL_TYPE;
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
                OptionalDouble.of(shape.rmsNormEps()));
        return new RotaryBlock.Shape(attention, shape.intermediateSize(), false, shape.rmsNormEps());
    }

    @Override
    public Qwen3Config withTokens(SpecialTokens own) {
        return new Qwen3Config(shape, attentionBias, own);
    }

    @Override
    public void writeOwn(ObjectNode json) {
        json.put("attention_bias", attentionBias);
        FullAttention.write(json, shape.numHiddenLayers());
    }
}
