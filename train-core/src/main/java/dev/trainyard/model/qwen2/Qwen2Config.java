package dev.trainyard.model.qwen2;

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

/** The shape of a Qwen2 or Qwen2.5 model. Source: transformers, configuration_qwen2.py. */
public record Qwen2Config(RotaryShape shape, SpecialTokens tokens) implements RotaryConfig {
    /** A model small enough for tests that learns in seconds. */
    public static Qwen2Config debug() {
        return new Qwen2Config(RotaryShape.debug(), SpecialTokens.NONE);
    }

    static Qwen2Config read(JsonNode json) {
        var reader = new ConfigReader(json);
        FullAttention.check(reader);
        var config = new Qwen2Config(RotaryShape.read(reader, 32_768, OptionalInt.empty()), SpecialTokens.read(reader));
        reader.check();
        return config;
    }

    @Override
    public String architecture() {
        return Qwen2Family.ARCHITECTURE;
    }

    @Override
    public String modelType() {
        return Qwen2Family.MODEL_TYPE;
    }

    @Override
    public RotaryBlock.Shape block() {
        var attention = new Attention.Shape(
                shape.hiddenSize(),
                shape.numAttentionHeads(),
                shape.numKeyValueHeads(),
                shape.rope().headDim(),
                true,
                false,
                OptionalDouble.empty());
        return new RotaryBlock.Shape(attention, shape.intermediateSize(), false, shape.rmsNormEps());
    }

    @Override
    public Qwen2Config withTokens(SpecialTokens own) {
        return new Qwen2Config(shape, own);
    }

    @Override
    public void writeOwn(ObjectNode json) {
        FullAttention.write(json, shape.numHiddenLayers());
    }
}
