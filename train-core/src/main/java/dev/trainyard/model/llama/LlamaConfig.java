package dev.trainyard.model.llama;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.model.ModelConfig;
import dev.trainyard.nn.Attention;
import dev.trainyard.nn.RopeConfig;
import java.util.List;
import java.util.OptionalInt;

/**
 * The shape of a Llama model, with the names of {@code config.json}. Read and written by {@link LlamaConfigJson}.
 *
 * @param rope the angles of positions; its head dim is that of the attention
 */
public record LlamaConfig(
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
        boolean attentionBias,
        boolean mlpBias,
        double initializerRange,
        OptionalInt bosTokenId,
        List<Integer> eosTokenIds,
        OptionalInt padTokenId)
        implements ModelConfig {

    /** A model small enough for tests that learns in seconds. */
    public static LlamaConfig debug() {
        return new LlamaConfig(
                256,
                64,
                176,
                2,
                4,
                2,
                256,
                1e-5,
                RopeConfig.of(16, 10_000),
                true,
                false,
                false,
                0.02,
                OptionalInt.empty(),
                List.of(),
                OptionalInt.empty());
    }

    @Override
    public String architecture() {
        return LlamaFamily.ARCHITECTURE;
    }

    @Override
    public String modelType() {
        return LlamaFamily.MODEL_TYPE;
    }

    /** Sizes of every attention layer. */
    Attention.Shape attention() {
        return new Attention.Shape(
                hiddenSize, numAttentionHeads, numKeyValueHeads, rope.headDim(), attentionBias, attentionBias);
    }

    @Override
    public long parameterCount() {
        long c = hiddenSize;
        long queries = (long) numAttentionHeads * rope.headDim();
        long keys = (long) numKeyValueHeads * rope.headDim();
        long attention = 2 * c * queries + 2 * c * keys + (attentionBias ? queries + 2 * keys + c : 0);
        long feedForward = 3 * c * intermediateSize + (mlpBias ? 2L * intermediateSize + c : 0);
        long embeddings = vocabSize * c * (tieWordEmbeddings ? 1 : 2);
        return embeddings + numHiddenLayers * (attention + feedForward + 2 * c) + c;
    }

    @Override
    public LlamaConfig withSpecialTokens(OptionalInt bos, List<Integer> eos, OptionalInt pad) {
        return new LlamaConfig(
                vocabSize,
                hiddenSize,
                intermediateSize,
                numHiddenLayers,
                numAttentionHeads,
                numKeyValueHeads,
                maxPositionEmbeddings,
                rmsNormEps,
                rope,
                tieWordEmbeddings,
                attentionBias,
                mlpBias,
                initializerRange,
                bos,
                List.copyOf(eos),
                pad);
    }

    @Override
    public ObjectNode toJson() {
        return LlamaConfigJson.write(this);
    }
}
