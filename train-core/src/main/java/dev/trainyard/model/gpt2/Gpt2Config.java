package dev.trainyard.model.gpt2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.model.ModelConfig;
import dev.trainyard.model.SpecialTokens;
import dev.trainyard.nn.Activation;

/**
 * The shape of a GPT-2 model. Read and written by {@link Gpt2ConfigJson}.
 *
 * @param width {@code n_embd}
 * @param inner width of the feed-forward part, {@code n_inner}
 * @param positions the most tokens of one sequence, {@code n_positions}
 * @param activation between the maps of the feed-forward part, {@code activation_function}
 * @param dropout what training drops
 */
public record Gpt2Config(
        int vocabSize,
        int width,
        int inner,
        int layers,
        int heads,
        int positions,
        double layerNormEpsilon,
        Activation activation,
        Dropout dropout,
        boolean tieWordEmbeddings,
        double initializerRange,
        SpecialTokens tokens)
        implements ModelConfig {

    /**
     * Probabilities, each 0 up to but without 1.
     *
     * @param embedding {@code embd_pdrop}, of what the first layer gets
     * @param attention {@code attn_pdrop}, of the weights of the attention
     * @param residual {@code resid_pdrop}, of what each part adds
     */
    public record Dropout(double embedding, double attention, double residual) {
        /** Drops nothing. */
        public static final Dropout NONE = new Dropout(0, 0, 0);
    }

    /** A model small enough for tests that learns in seconds. */
    public static Gpt2Config debug() {
        return new Gpt2Config(
                256, 64, 256, 2, 4, 256, 1e-5, Activation.GELU_TANH, Dropout.NONE, true, 0.02, SpecialTokens.NONE);
    }

    @Override
    public String architecture() {
        return Gpt2Family.ARCHITECTURE;
    }

    @Override
    public String modelType() {
        return Gpt2Family.MODEL_TYPE;
    }

    @Override
    public int maxPositionEmbeddings() {
        return positions;
    }

    @Override
    public long parameterCount() {
        long c = width;
        long norm = 2 * c;
        long attention = 4 * c * c + 4 * c;
        long feedForward = 2 * c * inner + inner + c;
        long embeddings = (vocabSize * (tieWordEmbeddings ? 1L : 2L) + positions) * c;
        return embeddings + layers * (2 * norm + attention + feedForward) + norm;
    }

    @Override
    public Gpt2Config withTokens(SpecialTokens own) {
        return new Gpt2Config(
                vocabSize,
                width,
                inner,
                layers,
                heads,
                positions,
                layerNormEpsilon,
                activation,
                dropout,
                tieWordEmbeddings,
                initializerRange,
                own);
    }

    @Override
    public void writeShape(ObjectNode json) {
        Gpt2ConfigJson.write(this, json);
    }
}
